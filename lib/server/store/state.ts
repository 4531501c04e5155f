import 'server-only'
import type { Queryable } from './database.ts'

/** Small facts that all replicas share, by name. */
export async function readState(db: Queryable, name: string): Promise<string | null> {
  const row = await db.selectFrom('state').select('value').where('name', '=', name).executeTakeFirst()
  return row?.value ?? null
}

export async function writeState(db: Queryable, name: string, value: string): Promise<void> {
  await db
    .insertInto('state')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute()
}
