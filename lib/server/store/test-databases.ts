import 'server-only'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, describe, inject } from 'vitest'
import { openDatabase } from './database.ts'
import type { Database, DatabaseKind, DatabaseOptions } from './database.ts'

/** Where a new, empty database is, and how to remove it. */
type Place = { options: DatabaseOptions; remove: () => Promise<void> }

/**
 * Runs the same tests on SQLite and on a real PostgreSQL server. `open` gives a fresh, migrated database that belongs to
 * the caller alone; `place` only says where a new, empty one is. Everything is closed and removed after the last test.
 */
export function eachDatabase(
  tests: (name: DatabaseKind, open: () => Promise<Database>, place: () => Promise<DatabaseOptions>) => void,
): void {
  const places: Record<DatabaseKind, () => Promise<Place>> = { sqlite: sqlitePlace, postgresql: postgresPlace }
  for (const name of ['sqlite', 'postgresql'] as const) {
    describe(name, () => {
      const ends: (() => Promise<void>)[] = []
      afterAll(async () => {
        for (const end of ends.toReversed()) await end()
      })
      const place = async () => {
        const { options, remove } = await places[name]()
        ends.push(remove)
        return options
      }
      const open = async () => {
        const database = await openDatabase(await place())
        ends.push(database.close)
        return database
      }
      tests(name, open, place)
    })
  }
}

async function sqlitePlace(): Promise<Place> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'steward-sqlite-'))
  return { options: { dataDir }, remove: () => rm(dataDir, { recursive: true, force: true }) }
}

async function postgresPlace(): Promise<Place> {
  const server = inject('postgresUrl')
  const name = `steward_${randomBytes(8).toString('hex')}`
  await run(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { options: { url: url.href }, remove: () => run(server, `drop database if exists ${name} with (force)`) }
}

async function run(server: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
