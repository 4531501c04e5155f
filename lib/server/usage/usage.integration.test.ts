import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordCost } from '#lib/emulator/cost-report.ts'
import type { ClaudeCodeUse } from '#lib/emulator/claude-code-records.ts'
import type { UsageRecord } from '#lib/emulator/usage-records.ts'
import type { KeyRow, KeysView, View, WorkspaceRow } from '#lib/schemas/views.ts'
import type { SpendView, WorkspaceUsage } from '#lib/schemas/usage.ts'
import { read } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Answer, Ask } from '#lib/server/testing/portal.ts'
import { viewKeys, viewWorkspaces } from '#lib/server/views/reads.ts'
import { viewSpend, viewWorkspaceUsage } from '#lib/server/views/usage-reads.ts'
import { unitsOf } from './cents.ts'
import { dayMs, dayOf, lastDays, monthDays, startOf, windowDays } from './days.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>
type Records = { records: UsageRecord[]; total_cents: string; claude_code: ClaudeCodeUse[] }

const keysOf = ({ body }: Answer) => body as unknown as KeysView
const spendOf = ({ body }: Answer) => body as unknown as SpendView
const usageOf = ({ body }: Answer) => body as unknown as WorkspaceUsage
/** Micro cents, as the emulator counts, in the portal's units. */
const fromMicro = (micro: bigint) => micro * 10_000n
const costOf = (records: readonly UsageRecord[]) =>
  fromMicro(records.reduce((sum, record) => sum + recordCost(record), 0n))

eachDatabase((_, __, place) => {
  let portal: Portal
  let seeded: Records
  let defaultId: string

  beforeAll(async () => {
    portal = await startTestPortal(await place(), {
      seed: { keys: 120, workspaces: 8 },
      env: { usageReports: true },
    })
    await portal.runtime.mirror.refresh()
    await portal.runtime.usage.refresh()
    seeded = (await portal.door.get('/usage')) as Records
    defaultId = (await portal.runtime.mirror.snapshot()).defaultWorkspaceId ?? ''
  })
  afterAll(() => portal.close())

  const inDays = (days: readonly string[]) => seeded.records.filter((record) => days.includes(dayOf(record.time)))
  const homeOf = (record: UsageRecord) => record.workspace_id ?? defaultId

  test('the last use of every key is that of the records, to the hour where hours are read', async () => {
    const ask = await askAs(portal.runtime, 'auditor')
    const view = keysOf(await ask(read(viewKeys)))
    expect(view.usage).toMatchObject({ complete: true, problem: null })
    const last = new Map(inDays(windowDays(Date.now())).map((record) => [record.api_key_id, record.time]))
    const hours = lastDays(2, Date.now())
    for (const row of view.rows) {
      const time = last.get(row.id)
      const within = time !== undefined && hours.includes(dayOf(time)) ? 'hour' : 'day'
      const span = within === 'hour' ? 3_600_000 : dayMs
      expect([row.id, row.use, row.last_used_at, row.last_used_within]).toEqual(
        time === undefined
          ? [row.id, 'not_seen', null, null]
          : [row.id, 'seen', new Date(Math.floor(time / span) * span).toISOString(), within],
      )
    }
    expect(last.size).toBeGreaterThan(30)
    expect(view.rows.filter((row) => row.use === 'not_seen').length).toBeGreaterThan(20)
  })

  test('a key is stale exactly when it is active, older than the window and without a record in it', async () => {
    const ask = await askAs(portal.runtime, 'auditor')
    const rows = keysOf(await ask(read(viewKeys))).rows
    const used = new Set(inDays(windowDays(Date.now())).map((record) => record.api_key_id))
    const isStale = (row: KeyRow) =>
      row.status === 'active' && !used.has(row.id) && Date.now() - Date.parse(row.created_at) > 31 * dayMs
    const ids = (wanted: (row: KeyRow) => boolean) => rows.filter(wanted).map((row) => row.id)
    expect(ids((row) => row.findings.includes('stale'))).toEqual(ids(isStale))
    expect(ids(isStale).length).toBeGreaterThan(5)
    expect(ids((row) => row.findings.includes('never_expires'))).toEqual(
      ids((row) => row.status === 'active' && row.expires_at === null),
    )
  })

  test('this month’s cost by day and workspace is the records’ to the last fraction of a cent', async () => {
    const ask = await askAs(portal.runtime, 'auditor')
    const view = spendOf(await ask(read(viewSpend)))
    const days = monthDays(Date.now())
    expect(view.days.map(({ day }) => day)).toEqual(days)
    expect(unitsOf(view.total_cents)).toBe(costOf(inDays(days)))
    for (const { day, cents } of view.days) expect(unitsOf(cents ?? '')).toBe(costOf(inDays([day])))
    for (const { id, cents } of view.workspaces)
      expect(unitsOf(cents)).toBe(costOf(inDays(days).filter((record) => homeOf(record) === id)))
    expect(view.workspaces.length).toBe(new Set(inDays(days).map(homeOf)).size)
    const { rows } = (await ask(read(viewWorkspaces))).body as unknown as View<WorkspaceRow>
    for (const row of rows)
      expect(unitsOf(row.spend_month ?? '')).toBe(costOf(inDays(days).filter((record) => homeOf(record) === row.id)))
  })

  test('the estimate by key adds up to the workspace’s cost, and to the cent of all', async () => {
    const ask = await askAs(portal.runtime, 'auditor')
    const view = spendOf(await ask(read(viewSpend)))
    let everything = 0n
    for (const { id } of view.workspaces) {
      const usage = usageOf(await ask(read(viewWorkspaceUsage), { workspace_id: id }))
      const shared = usage.keys.reduce((sum, key) => sum + unitsOf(key.cents), unitsOf(usage.no_key_cents))
      expect(shared).toBe(unitsOf(usage.total_cents))
      expect(usage.models.reduce((sum, model) => sum + unitsOf(model.cents), 0n)).toBe(unitsOf(usage.total_cents))
      everything += shared
    }
    expect(everything).toBe(costOf(inDays(windowDays(Date.now()))))
    const keys = keysOf(await ask(read(viewKeys))).rows
    const month = costOf(inDays(lastDays(30, Date.now())).filter((record) => record.api_key_id !== null))
    const estimated = keys.reduce((sum, row) => sum + unitsOf(row.cost_30d ?? '0'), 0n)
    // Model and token type are shared exactly; the batch tier's half price is what the estimate does not know.
    expect(Number(estimated) / Number(month)).toBeCloseTo(1, 1)
  })

  test('Claude Code is kept by person and day, as it was told', async () => {
    const figures = await portal.runtime.usage.figures()
    const [day = ''] = lastDays(3, Date.now())
    const records = seeded.claude_code.map(({ record }) => record).filter(({ date }) => date.startsWith(day))
    const told = figures.claudeCodeDays().get(day)?.rows ?? []
    expect(figures.claudeCode).toMatchObject({ complete: true, problem: null })
    expect(told.length).toBe(records.length)
    const cents = records.flatMap((record) => record.model_breakdown.map((part) => part.estimated_cost.amount))
    expect(told.reduce((sum, row) => sum + unitsOf(row.cents), 0n)).toBe(
      unitsOf(cents.reduce((sum, amount) => sum + amount, 0)),
    )
  })

  test('a workspace manager sees cost and use of her workspaces alone', async () => {
    const all = spendOf(await (await askAs(portal.runtime, 'admin'))(read(viewSpend)))
    const [mine, other] = all.workspaces.filter((workspace) => !workspace.is_default)
    const ask = await askAs(portal.runtime, 'workspace_manager', [mine?.id ?? ''])
    const view = spendOf(await ask(read(viewSpend)))
    expect(view.workspaces).toEqual([mine])
    expect(view).toMatchObject({ partial: true, total_cents: mine?.cents })
    expect((await ask(read(viewWorkspaceUsage), { workspace_id: mine?.id ?? '' })).status).toBe(200)
    expect((await ask(read(viewWorkspaceUsage), { workspace_id: other?.id ?? '' })).status).toBe(404)
    const rows = keysOf(await ask(read(viewKeys))).rows
    expect(new Set(rows.map((row) => row.workspace?.id))).toEqual(new Set([mine?.id]))
    expect(rows.some((row) => row.use === 'seen')).toBe(true)
  })

  test('the manager of Default is not told of the keys of the whole organization, whose cost stands in the rest', async () => {
    const usageBy = async (ask: Ask) => usageOf(await ask(read(viewWorkspaceUsage), { workspace_id: defaultId }))
    const all = await usageBy(await askAs(portal.runtime, 'admin'))
    const snapshot = await portal.runtime.mirror.snapshot()
    const isOfAll = ({ id }: { id: string }) => snapshot.get('api_key', id)?.scope.type !== 'workspace'
    const foreign = all.keys.filter(isOfAll)
    expect(foreign.length).toBeGreaterThan(0)
    const mine = await usageBy(await askAs(portal.runtime, 'workspace_manager', [defaultId]))
    expect(mine.keys).toEqual(all.keys.filter((key) => !isOfAll(key)))
    for (const { id } of foreign) expect(JSON.stringify(mine)).not.toContain(id)
    const shared = mine.keys.reduce((sum, { cents }) => sum + unitsOf(cents), unitsOf(mine.no_key_cents))
    expect(shared).toBe(unitsOf(all.total_cents))
  })

  test('everything was read in few calls, in the sync lane, and is not read again while it is fresh', async () => {
    const { requests } = (await portal.door.get('/requests')) as { requests: { path: string }[] }
    const reports = requests.filter(({ path }) => /usage_report|cost_report/.test(path))
    expect(reports.length).toBe(1 + 1 + 5 + 31)
    await portal.runtime.usage.refresh()
    const after = (await portal.door.get('/requests')) as { requests: { path: string }[] }
    expect(after.requests.filter(({ path }) => /usage_report|cost_report/.test(path)).length).toBe(reports.length)
    expect(startOf(dayOf(Date.now()))).toBeLessThanOrEqual(Date.now())
  })
})
