import 'server-only'
import { sql } from 'kysely'
import type { Transaction } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

/** What only one writer may do at a time, over all replicas; the numbers are PostgreSQL advisory lock keys. */
const locks = { budget: 7401, mirror: 7402, audit: 7403 } as const

/**
 * Runs `work` in a transaction that no other transaction under the same lock overlaps, in any process.
 * On SQLite every write transaction already excludes all others.
 */
export function serialised<T>(
  database: Database,
  lock: keyof typeof locks,
  work: (trx: Transaction<Schema>) => Promise<T>,
): Promise<T> {
  return database.db.transaction().execute(async (trx) => {
    if (database.kind === 'postgresql') await sql`select pg_advisory_xact_lock(${locks[lock]})`.execute(trx)
    return work(trx)
  })
}
