import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChangePage } from '#lib/schemas/history.ts'
import type { Overview } from '#lib/schemas/views.ts'
import { read } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { startHistory } from '#lib/server/testing/history.ts'
import type { History } from '#lib/server/testing/history.ts'
import { askAs } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { viewChanges } from './history-reads.ts'
import { viewOverview } from './reads.ts'

eachDatabase((_, __, place) => {
  let history: History
  let workspaceId = ''
  let betweenMs = 0
  const pageAs = async (ask: Ask, query = '') => {
    const { status, body } = await ask(read(viewChanges), {}, { query })
    return { status, page: body as ChangePage }
  }
  const lines = async (ask: Ask, query = '') => (await pageAs(ask, query)).page.rows.map(({ summary }) => summary)

  beforeAll(async () => {
    history = await startHistory(await place())
    await history.sweep()
    const { door } = history
    const workspace = await history.workspace()
    workspaceId = workspace.id
    await door.post('/clock', { now: new Date(Date.now() - 7_200_000).toISOString() })
    const scope = { type: 'workspace', workspace_id: workspace.id }
    const expires_at = new Date(Date.now() - 3_600_000).toISOString()
    await door.post('/api_keys', { name: 'there', scope, expires_at })
    await history.sweep()
    await door.post('/clock', { now: new Date().toISOString() })
    await history.sweep()
    betweenMs = Date.now()
    const [gone] = await history.membersWithAccess()
    await door.remove(`/users/${gone.id}`)
    await door.post('/invites', { email: 'asked.there@example.com', role: 'user' })
    await history.sweep()
  })
  afterAll(() => history.close())

  test('every class, newest first, with before, after and fields', async () => {
    const auditor = await askAs(history.portal.runtime, 'auditor')
    const { page } = await pageAs(auditor)
    expect(page.next).toBeNull()
    const expired = page.rows.find((row) => row.class === 'by_the_clock')
    expect(expired).toMatchObject({
      summary: 'The API key there expired',
      kind: 'api_key',
      change: 'changed',
      workspace_id: workspaceId,
      fields: ['status'],
      before: { status: 'active' },
      after: { status: 'expired' },
      event_id: null,
    })
    const removed = page.rows.find(({ kind, change }) => kind === 'user' && change === 'deleted')
    expect(removed).toMatchObject({ class: 'outside', after: null, cause: null })
    // What went along with them says so and leads to that event.
    const consequences = page.rows.filter((row) => row.class === 'consequence')
    expect(consequences.length).toBeGreaterThan(0)
    expect(new Set(consequences.map(({ cause }) => cause))).toEqual(new Set([removed?.event_id]))
    const revisions = page.rows.map(({ id }) => Number(id.split('.')[0]))
    expect(revisions).toEqual(revisions.toSorted((one, other) => other - one))
  })

  test('filters narrow it, and pages fit together', async () => {
    const auditor = await askAs(history.portal.runtime, 'auditor')
    const all = (await pageAs(auditor)).page.rows
    expect(await lines(auditor, 'class=by_the_clock')).toEqual(['The API key there expired'])
    expect(await lines(auditor, 'kind=invite')).toEqual(['asked.there@example.com was invited as User'])
    const late = `since=${new Date(betweenMs).toISOString()}`
    expect(await lines(auditor, late)).toHaveLength(all.length - 2)
    expect(await lines(auditor, late.replace('since', 'until'))).toHaveLength(2)
    const walked: unknown[] = []
    let cursor = ''
    for (let pages = 0; pages <= all.length; pages++) {
      const { page } = await pageAs(auditor, `limit=1${cursor}`)
      walked.push(...page.rows)
      if (page.next === null) break
      cursor = `&cursor=${page.next}`
    }
    expect(walked).toEqual(all)
    expect((await pageAs(auditor, 'cursor=nonsense')).status).toBe(400)
    expect((await pageAs(auditor, 'class=ours')).status).toBe(400)
  })

  test('a workspace manager sees what happened in her workspaces, the help desk nothing', async () => {
    const { runtime } = history.portal
    const manager = await askAs(runtime, 'workspace_manager', [workspaceId])
    const { rows } = (await pageAs(manager)).page
    expect(rows.map(({ summary }) => summary)).toEqual(
      expect.arrayContaining(['The API key there was created', 'The API key there expired']),
    )
    expect(new Set(rows.map(({ workspace_id }) => workspace_id))).toEqual(new Set([workspaceId]))
    expect(await lines(await askAs(runtime, 'workspace_manager', ['wrkspc_0123456789abcdef']))).toEqual([])
    expect(await lines(await askAs(runtime, 'helpdesk'))).toEqual([])
  })

  test('the overview counts what was changed outside, for those who see it', async () => {
    const titlesOf = async (ask: Ask) => {
      const { findings } = (await ask(read(viewOverview))).body as Overview
      return findings.filter(({ kind }) => kind === 'outside_change').map(({ title }) => title)
    }
    const { runtime } = history.portal
    expect(await titlesOf(await askAs(runtime, 'auditor'))).toEqual(['3 changes outside Steward'])
    expect(await titlesOf(await askAs(runtime, 'workspace_manager', [workspaceId]))).toEqual([
      '1 change outside Steward',
    ])
    expect(await titlesOf(await askAs(runtime, 'helpdesk'))).toEqual([])
  })
})
