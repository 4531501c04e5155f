import 'server-only'
import type { Database } from './database.ts'

export type Lease = { fence: number }

/**
 * Takes or renews a lease for `holder`. Returns null while another holder's lease is alive. The fence grows with every
 * change of hands, so that a holder that was paused can be told from its successor.
 */
export async function takeLease(
  database: Database,
  name: string,
  holder: string,
  forMs: number,
  now: () => number = Date.now,
): Promise<Lease | null> {
  return database.db.transaction().execute(async (trx) => {
    const expires_ms = now() + forMs
    await trx
      .insertInto('lease')
      .values({ name, holder: '', fence: 0, expires_ms: 0 })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute()
    const row = await trx
      .updateTable('lease')
      .set((eb) => ({ holder, expires_ms, fence: eb('fence', '+', 1) }))
      .where('name', '=', name)
      .where((eb) => eb.or([eb('holder', '=', holder), eb('expires_ms', '<', now())]))
      .returning('fence')
      .executeTakeFirst()
    return row === undefined ? null : { fence: row.fence }
  })
}

export async function dropLease(database: Database, name: string, holder: string): Promise<void> {
  await database.db
    .updateTable('lease')
    .set({ expires_ms: 0 })
    .where('name', '=', name)
    .where('holder', '=', holder)
    .execute()
}
