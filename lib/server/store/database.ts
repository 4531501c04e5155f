import 'server-only'
import SQLite from 'better-sqlite3'
import { Kysely, PostgresDialect } from 'kysely'
import type { Transaction } from 'kysely'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { Pool, types } from 'pg'
import type { DatabasePlace } from '#lib/server/env.ts'
import { grantToApplication } from './application-role.ts'
import { migrateToLatest } from './migrate.ts'
import type { Schema } from './schema.ts'
import { StewardSqliteDialect } from './sqlite-dialect.ts'

export type DatabaseKind = 'sqlite' | 'postgresql'
export type Database = { db: Kysely<Schema>; kind: DatabaseKind; close: () => Promise<void> }
/** What a query runs on: the database, or the transaction it belongs to. */
export type Queryable = Kysely<Schema> | Transaction<Schema>

/**
 * After how many milliseconds PostgreSQL ends a transaction that does nothing, a wait for a lock, and a statement. Without
 * them a replica that is cut off or stopped inside a transaction keeps its locks for hours, and all others wait.
 */
export type Patience = { idleInTransaction: number; lock: number; statement: number }

/** `ownerUrl`: the role that migrates, where that is another than the one of `url` (store/application-role.ts). */
export type DatabaseOptions = { url: string; ownerUrl?: string; patience?: Patience } | { dataDir: string }

const usualPatience: Patience = { idleInTransaction: 30_000, lock: 30_000, statement: 60_000 }

export function databaseOptions(place: DatabasePlace): DatabaseOptions {
  if (!('url' in place)) return place
  const { url, ownerUrl } = place
  return { url: url.reveal(), ...(ownerUrl === undefined ? {} : { ownerUrl: ownerUrl.reveal() }) }
}

/**
 * Opens the database and brings it to the newest schema. `url`: a postgres:// address; `dataDir`: an absolute folder
 * that will hold `steward.db`. Throws when it cannot be opened or migrated.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = connectDatabase(options)
  try {
    if ('url' in options) await migrateOnPostgres(database, options.url, options.ownerUrl)
    else await migrateToLatest(database.db, database.kind)
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}

/** Opens the database as it is, without migrating it. */
export function connectDatabase(options: DatabaseOptions): Database {
  return 'url' in options ? openPostgres(options.url, options.patience ?? usualPatience) : openSqlite(options.dataDir)
}

/** On a connection of its own: a migration takes as long as it takes, and so does the wait for another's. */
async function migrateOnPostgres(application: Database, url: string, ownerUrl: string | undefined): Promise<void> {
  const owner = openPostgres(ownerUrl ?? url, null)
  try {
    await migrateToLatest(owner.db, owner.kind)
    if (ownerUrl !== undefined) await grantToApplication(owner.db, application.db)
  } finally {
    await owner.close()
  }
}

function openSqlite(dataDir: string): Database {
  mkdirSync(dataDir, { recursive: true })
  const file = new SQLite(path.join(dataDir, 'steward.db'))
  // busy_timeout first: the next pragmas may already meet another process's lock.
  file.pragma('busy_timeout = 10000')
  file.pragma('journal_mode = WAL')
  file.pragma('synchronous = FULL')
  file.pragma('foreign_keys = ON')
  file.pragma('trusted_schema = OFF')
  const db = new Kysely<Schema>({ dialect: new StewardSqliteDialect({ database: file }) })
  return { db, kind: 'sqlite', close: () => db.destroy() }
}

function openPostgres(url: string, patience: Patience | null): Database {
  // bigint holds milliseconds and counters here, all far below 2^53.
  const pool = new Pool({
    connectionString: url,
    max: 10,
    types: { getTypeParser: parserFor },
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    ...(patience !== null && {
      idle_in_transaction_session_timeout: patience.idleInTransaction,
      lock_timeout: patience.lock,
      statement_timeout: patience.statement,
    }),
  })
  // An idle connection may break at any time; the pool replaces it, and the next query reports a lasting fault.
  pool.on('error', () => undefined)
  // One that breaks between two statements of a transaction tells nobody else, and would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return { db, kind: 'postgresql', close: () => db.destroy() }
}

/** PostgreSQL's type number of bigint, which pg would otherwise hand over as text. */
const bigintOid: number = types.builtins.INT8

const parserFor: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === bigintOid ? Number : types.getTypeParser(oid, format ?? 'text')
