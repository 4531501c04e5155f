import 'server-only'
import SQLite from 'better-sqlite3'
import { sql } from 'kysely'
import { randomInt } from 'node:crypto'
import path from 'node:path'
import { Client } from 'pg'
import { NamedError } from '#lib/server/named-error.ts'
import type { Database, DatabaseOptions } from './database.ts'

/** This process, as others that share its database can tell it from a dead one. */
export type Instance = {
  id: string
  /** False when the process behind this id has ended, however it did: its lock went with it. */
  isAlive: (id: string) => Promise<boolean>
  release: () => Promise<void>
}

/** Another portal already works on this data folder. */
export class AlreadyRunningError extends NamedError {
  static override readonly errorName = 'AlreadyRunningError'
}

/**
 * Takes this process's place on the database. SQLite has one portal at a time, by a lock on `portal.lock` beside it;
 * PostgreSQL has many, each with an advisory lock of its own. The system frees both when a process dies.
 * Throws AlreadyRunningError after `waitMs`.
 */
export function claimInstance(database: Database, options: DatabaseOptions, waitMs = 5_000): Promise<Instance> {
  return 'url' in options ? claimOnPostgres(database, options.url) : claimFolder(options.dataDir, waitMs)
}

async function claimFolder(dataDir: string, waitMs: number): Promise<Instance> {
  const file = new SQLite(path.join(dataDir, 'portal.lock'), { timeout: waitMs })
  try {
    file.exec('begin exclusive')
  } catch (error) {
    file.close()
    throw new AlreadyRunningError(
      `Another Steward is running on ${dataDir}. Stop it first; several at once need DATABASE_URL (PostgreSQL).`,
      { cause: error },
    )
  }
  const id = `sqlite-${randomInt(2 ** 31)}`
  return {
    id,
    isAlive: async (other) => other === id,
    release: async () => {
      file.close()
    },
  }
}

/** The class of our advisory locks, one number for each living instance. */
const lockClass = 7410

async function claimOnPostgres(database: Database, url: string): Promise<Instance> {
  const number = randomInt(1, 2 ** 31 - 1)
  const release = await keepLock(url, number)
  return {
    id: `pg-${number}`,
    isAlive: async (other) => {
      const lock = Number(/^pg-(\d+)$/.exec(other)?.[1] ?? '0')
      if (lock === 0) return false
      const taken = await database.db
        .transaction()
        .execute((trx) =>
          sql<{ free: boolean }>`select pg_try_advisory_xact_lock(${lockClass}, ${lock}::int) as free`.execute(trx),
        )
      return taken.rows[0]?.free !== true
    },
    release,
  }
}

const retakeMs = 1_000
/** The server learns within half a minute that we are gone, and nobody waits long behind a connection that is dead. */
const lockSettings = `set tcp_keepalives_idle = 15; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3;
  set lock_timeout = '10s'`

/**
 * Holds the lock on one connection, and takes it again when that breaks, so that others do not think this process dead
 * for long: one connection or one attempt at a time. Resolves to what gives it back.
 */
async function keepLock(url: string, number: number): Promise<() => Promise<void>> {
  let released = false
  let current: Client | null = null
  let pause: NodeJS.Timeout | null = null

  const hold = async (): Promise<void> => {
    const next = new Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true })
    current = next
    next.on('error', () => undefined)
    try {
      await next.connect()
      await next.query(lockSettings)
      await next.query('select pg_advisory_lock($1, $2)', [lockClass, number])
    } catch (error) {
      void next.end().catch(() => undefined)
      throw error
    }
    // Not earlier: an attempt that fails rejects and ends, which would be two attempts the next time.
    next.once('end', retake)
  }
  const retake = (): void => {
    if (released || pause !== null) return
    pause = setTimeout(() => {
      pause = null
      void hold().catch(retake)
    }, retakeMs).unref()
  }
  await hold()
  return async () => {
    released = true
    if (pause !== null) clearTimeout(pause)
    await current?.end()
  }
}
