import 'server-only'
import type { Queryable } from './database.ts'

/** Small facts that all replicas share, by name. */
export async function readState(db: Queryable, name: string): Promise<string | null> {
  const row = await db.selectFrom('state').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value ?? null
}

/** Writes only where the value is still the one that was read (null: none). False when somebody else was faster. */
export async function replaceState(db: Queryable, name: string, read: string | null, value: string): Promise<boolean> {
  if (read === null) {
    const free = db.insertInto('state').values({ name, value })
    const { numInsertedOrUpdatedRows: count = 0n } = await free
      .onConflict((conflict) => conflict.column('name').doNothing())
      .executeTakeFirstOrThrow()
    return count > 0n
  }
  const { numUpdatedRows } = await db
    .updateTable('state')
    .set({ value })
    .where('name', '=', name)
    .where('value', '=', read)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

export async function writeState(db: Queryable, name: string, value: string): Promise<void> {
  await db
    .insertInto('state')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}
