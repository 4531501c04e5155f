import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import type { DatabaseOptions } from './database.ts'
import { eachDatabase } from './test-databases.ts'

/** Opens the database the way a starting replica does, and leaves one row. */
async function openInAnotherProcess(options: DatabaseOptions): Promise<void> {
  const program = `
    import { openDatabase } from ${JSON.stringify(new URL('database.ts', import.meta.url).href)}
    const { db, close } = await openDatabase(${JSON.stringify(options)})
    await db.insertInto('state').values({ name: String(process.pid), value: 'here' }).execute()
    await close()`
  await promisify(execFile)(process.execPath, ['--conditions=react-server', '--input-type=module', '-e', program])
}

eachDatabase((name, open, place) => {
  test('a fresh database has the newest schema and no rows', async () => {
    const { db, kind } = await open()
    expect(kind).toBe(name)
    expect(await db.selectFrom('audit_event').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('mirror_object').selectAll().execute()).toEqual([])
  })

  test('four processes starting together on an empty database migrate it once', async () => {
    const options = await place()
    await Promise.all([1, 2, 3, 4].map(() => openInAnotherProcess(options)))
    const { db, close } = await openDatabase(options)
    const rows = await db.selectFrom('state').select('value').execute()
    await close()
    expect(rows).toHaveLength(4)
  })

  test('opening a migrated database again keeps its rows', async () => {
    const options = await place()
    const before = await openDatabase(options)
    await before.db.insertInto('state').values({ name: 'kept', value: 'yes' }).execute()
    await before.close()
    const after = await openDatabase(options)
    const row = await after.db.selectFrom('state').select('value').where('name', '=', 'kept').executeTakeFirst()
    await after.close()
    expect(row).toEqual({ value: 'yes' })
  })

  test('two databases share nothing', async () => {
    const [one, other] = [await open(), await open()]
    await one.db.insertInto('state').values({ name: 'mine', value: '1' }).execute()
    expect(await other.db.selectFrom('state').selectAll().execute()).toEqual([])
  })
})
