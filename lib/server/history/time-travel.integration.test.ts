import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '#lib/emulator/random.ts'
import { compareRows } from '#lib/rules/compare-rows.ts'
import { historyNouns } from '#lib/schemas/history.ts'
import type { DifferenceView, HistoryRow, PastView } from '#lib/schemas/history.ts'
import { read } from '#lib/server/http/route.ts'
import { createPast } from '#lib/server/mirror/past.ts'
import { kinds } from '#lib/server/mirror/kinds.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { startHistory } from '#lib/server/testing/history.ts'
import type { History } from '#lib/server/testing/history.ts'
import { askAs } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { possibleSteps } from '#lib/server/testing/random-changes.ts'
import type { WorldState } from '#lib/server/testing/world.ts'
import { viewDifference, viewPast } from '#lib/server/views/history-reads.ts'

const steps = 14
const byId = <T extends { id: string }>(items: readonly T[]) => [...items].sort((a, b) => a.id.localeCompare(b.id))
const iso = (ms: number) => new Date(ms).toISOString()

/** What the emulator's own lists say, without archived workspaces' members, which nobody reads. */
function expected({ users, invites, workspaces, api_keys, workspace_members }: WorldState) {
  const archived = new Set(workspaces.flatMap(({ id, archived_at }) => (archived_at === null ? [] : [id])))
  return {
    users: byId(users),
    invites: byId(invites.filter(({ status }) => status !== 'deleted')),
    workspaces: byId(workspaces),
    keys: byId(api_keys),
    members: workspace_members
      .filter((row) => !archived.has(row.workspace_id))
      .map((row) => `${row.workspace_id} ${row.user_id} ${row.workspace_role}`)
      .sort(),
  }
}

async function mirrored({ portal }: History, atMs: number): Promise<ReturnType<typeof expected>> {
  const snapshot = await createPast(portal.runtime.database)(kinds, atMs)
  const world = {
    users: [...snapshot.list('user')],
    invites: [...snapshot.list('invite')],
    workspaces: [...snapshot.list('workspace')],
    api_keys: [...snapshot.list('api_key')],
    workspace_members: snapshot.list('workspace_member').map((row) => ({ ...row, inherited: false })),
  }
  return expected({ ...world, organization: { id: '', name: '' } })
}

/** Rows by id, and what a difference makes of them; a field that is not there counts as null. */
function stateOf(rows: readonly HistoryRow[]): Map<string, Map<string, unknown>> {
  return new Map(
    rows.map(({ id, fields }) => [id, new Map(Object.entries(fields).filter(([, value]) => value !== null))]),
  )
}

function applied(rows: readonly HistoryRow[], { rows: differences }: Pick<DifferenceView, 'rows'>) {
  const result = stateOf(rows)
  for (const { id, change, fields } of differences) {
    const values = new Map(result.get(id))
    for (const { field, after } of fields)
      if (after === null) values.delete(field)
      else values.set(field, after)
    if (change === 'removed') result.delete(id)
    else result.set(id, values)
  }
  return result
}

eachDatabase((name, __, place) => {
  let history: History
  let ask: Ask
  const beganMs = Date.now()
  const recorded: { atMs: number; world: ReturnType<typeof expected> }[] = []
  const past = async (noun: string, at: string) => {
    const { body, status } = await ask(read(viewPast), { noun }, { query: `at=${at}` })
    return { status, view: body as PastView }
  }
  const difference = async (noun: string, from: string, to: string) =>
    (await ask(read(viewDifference), { noun }, { query: `from=${from}&to=${to}` })).body as DifferenceView

  beforeAll(async () => {
    history = await startHistory(await place(), { seed: { members: 30, workspaces: 5, keys: 30, invites: 8 } })
    ask = await askAs(history.portal.runtime, 'admin')
    await history.sweep()
  })
  afterAll(() => history.close())

  test('random changes, here and in the Console: who made each is told rightly, and every state can be read again', async () => {
    const seed = String(Date.now() % 1_000_000)
    const random = createRandom(seed)
    const pick = <T>(items: readonly T[]): T | undefined => (items.length === 0 ? undefined : random.pick(items))
    for (let at = 0; at < steps; at++) {
      const step = random.pick(possibleSteps(history, await history.world(), pick, at))
      await step.run()
      await history.sweep()
      const told = await history.told()
      const outside = told.filter(({ action }) => action === 'outside.change').map(({ summary }) => summary)
      expect(outside, `${name}, seed ${seed}, step ${at}: ${step.name}`).toHaveLength(step.outside)
      expect(await history.undecided()).toEqual([])
      recorded.push({ atMs: Date.now(), world: expected(await history.world()) })
    }
    for (const { atMs, world } of recorded) expect(await mirrored(history, atMs)).toEqual(world)
  })

  test('a difference carried out on one past list gives the other', async () => {
    const times = recorded.filter((_, at) => at % 4 === 0).map(({ atMs }) => iso(atMs))
    for (const noun of historyNouns) {
      const views = await Promise.all(times.map((at) => past(noun, at)))
      for (const [at, { view }] of views.slice(1).entries()) {
        const before = views[at]?.view
        if (before === undefined) throw new Error('There is no earlier view')
        const told = await difference(noun, before.at, view.at)
        expect(applied(before.rows, told)).toEqual(stateOf(view.rows))
        expect(told.rows).toEqual(compareRows(before.rows, view.rows))
        const { added, removed, changed } = told.counts
        expect(added + removed + changed).toBe(told.total)
      }
    }
  })

  test('before the first reading nothing is known, which is said', async () => {
    const { view } = await past('members', iso(beganMs - 86_400_000))
    expect(view).toMatchObject({ known: false, rows: [], total: 0 })
    expect(Date.parse(view.known_from ?? '')).toBeGreaterThanOrEqual(beganMs)
    expect(await difference('members', iso(beganMs - 86_400_000), iso(Date.now()))).toMatchObject({ rows: [] })
  })

  test('a gap between readings is told with both its ends', async () => {
    const { db } = history.portal.runtime.database
    const lastMs = (recorded.at(-1)?.atMs ?? 0) + 1
    await db.updateTable('mirror_reading').set({ to_ms: lastMs }).where('kind', '=', 'user').execute()
    await db
      .insertInto('mirror_reading')
      .values({ kind: 'user', from_ms: lastMs + 40, to_ms: lastMs + 50 })
      .execute()
    await expect.poll(() => Date.now()).toBeGreaterThan(lastMs + 60)
    const moment = ({ view: { read_at, next_read_at } }: { view: PastView }) => ({ read_at, next_read_at })
    expect(moment(await past('members', iso(lastMs + 20)))).toEqual({
      read_at: iso(lastMs),
      next_read_at: iso(lastMs + 40),
    })
    expect(moment(await past('members', iso(lastMs + 45)))).toEqual({ read_at: iso(lastMs + 45), next_read_at: null })
  })

  test('memberships that had not been read at the first moment are no differences', async () => {
    const { db } = history.portal.runtime.database
    const [first, last] = [recorded[0], recorded.at(-1)]
    if (first === undefined || last === undefined) throw new Error('Nothing was recorded')
    const lists = db.updateTable('mirror_list').where('kind', '=', 'workspace_member')
    await lists.set({ first_ms: first.atMs + 1 }).execute()
    const told = await difference('members', iso(first.atMs), iso(last.atMs))
    expect(told.from.missing).toEqual(['members of some workspaces'])
    const then = (await past('workspaces', iso(first.atMs))).view.rows.map(({ id }) => `workspaces.${id}`)
    const fields = told.rows.flatMap((row) => row.fields.map(({ field }) => field))
    expect(fields.filter((field) => then.includes(field))).toEqual([])
  })

  test('nor are any, when not even the workspaces had been read', async () => {
    const { db } = history.portal.runtime.database
    const [first, last] = [recorded[0], recorded.at(-1)]
    if (first === undefined || last === undefined) throw new Error('Nothing was recorded')
    const later = first.atMs + 1
    await db.updateTable('mirror_list').set({ first_ms: 0 }).where('kind', '=', 'workspace_member').execute()
    await db.updateTable('mirror_list').set({ first_ms: later }).where('kind', '=', 'workspace').execute()
    const versions = db.updateTable('mirror_object').where('kind', '=', 'workspace')
    await versions.set({ valid_from_ms: later }).where('valid_from_ms', '<', later).execute()
    const told = await difference('members', iso(first.atMs), iso(last.atMs))
    expect(told.from.missing).toEqual(['workspaces'])
    const fields = told.rows.flatMap((row) => row.fields.map(({ field }) => field))
    expect(fields.filter((field) => field.startsWith('workspaces.'))).toEqual([])
  })

  test('a workspace manager sees the past of her workspaces and of no others; what one may not list has no past either', async () => {
    const at = iso(Date.now())
    const { view } = await past('workspaces', at)
    const id = view.rows.find(({ fields }) => fields['archived_at'] === null)?.id ?? ''
    const manager = await askAs(history.portal.runtime, 'workspace_manager', [id])
    const answer = await manager(read(viewPast), { noun: 'workspaces' }, { query: `at=${at}` })
    expect((answer.body as PastView).rows.map((row) => row.id)).toEqual([id])
    const keys = (await manager(read(viewPast), { noun: 'keys' }, { query: `at=${at}` })).body as PastView
    expect(keys.rows.every(({ fields }) => fields['workspace'] === id)).toBe(true)
    expect(Object.keys(keys.names).filter((known) => known.startsWith('wrkspc_'))).toEqual([id])
    expect((await manager(read(viewPast), { noun: 'invites' }, { query: `at=${at}` })).status).toBe(403)
    expect((await past('members', iso(Date.now() + 3_600_000))).status).toBe(400)
    expect((await past('keys', 'yesterday')).status).toBe(400)
  })
})
