import { afterEach, expect, test } from 'vitest'
import type { Finding, FindingKind } from '#lib/schemas/attention.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Person } from '#lib/schemas/person.ts'
import { startReceiver } from '#lib/server/audit/test-receiver.ts'
import { intentOf, tester } from '#lib/server/audit/test-chain.ts'
import { noNotices } from '#lib/server/env-notices.ts'
import { read } from '#lib/server/http/route.ts'
import { Secret } from '#lib/server/secret.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import type { WorldState } from '#lib/server/testing/world.ts'
import { writeProblem } from '#lib/server/usage/days-store.ts'
import { viewOverview } from '../reads.ts'
import { findPortalTrouble } from './health.ts'
import { findUnknownOutcomes } from './outcomes.ts'

const day = 86_400_000
const policy = `
groups:
  - { group: admins, role: admin }
invites: { allowed_domains: [nowhere.example] }
protected: { keys: [no-such-key] }
`

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

type Seen = { status: number; findings: Finding[]; etag: string | null }

async function overviewOf(ask: Ask): Promise<Seen> {
  const { status, body, headers } = await ask(read(viewOverview))
  return { status, findings: body['findings'] as Finding[], etag: headers.get('etag') }
}

const ofKind = (findings: readonly Finding[], kind: FindingKind) => findings.filter((finding) => finding.kind === kind)

/** Computed from the emulator alone, by other means than the views. */
function expected(world: WorldState, workspace: string | null) {
  const members = new Set(world.users.map(({ id }) => id))
  const now = Date.now()
  const active = world.api_keys.filter(
    ({ status, scope, expires_at }) =>
      status === 'active' &&
      (workspace === null || scope.workspace_id === workspace) &&
      (expires_at === null || Date.parse(expires_at) > now),
  )
  return {
    orphans: active.filter(({ created_by, principal }) =>
      [created_by?.type === 'user' ? created_by.id : undefined, principal?.user_id].some(
        (id) => id !== undefined && !members.has(id),
      ),
    ),
    expiring: active.filter(({ expires_at }) => expires_at !== null && Date.parse(expires_at) - now <= 14 * day),
    invites: world.invites.filter(
      ({ status, expires_at }) =>
        status === 'pending' && Date.parse(expires_at) > now && Date.parse(expires_at) - now <= 3 * day,
    ),
  }
}

/** How many objects the rows of a kind stand for, one row each or one for all. */
function counted(findings: readonly Finding[], kind: FindingKind): number {
  const rows = ofKind(findings, kind)
  const [row] = rows
  return rows.length === 1 && row?.id === kind
    ? Number(/^[\d,]+/.exec(row.title)?.[0].replaceAll(',', ''))
    : rows.length
}

eachDatabase((_, _open, place) => {
  const start = async () => {
    const gone = await startReceiver()
    await gone.close()
    const portal = await startTestPortal(await place(), {
      seed: { members: 60, invites: 80, workspaces: 6, keys: 150 },
      policy,
      env: { notices: { ...noNotices, webhookUrl: new Secret(gone.url.href) } },
    })
    ends.push(portal.close)
    return portal
  }

  test('each finding is as many as the organization has, within the sight of whoever looks, with its action', async () => {
    const { runtime, door } = await start()
    const before = await worldOf(door)
    const makers = [
      ...new Set(
        before.api_keys.flatMap(({ status, created_by }) =>
          status === 'active' && created_by?.type === 'user' ? [created_by.id] : [],
        ),
      ),
    ]
    for (const id of makers.filter((maker) => before.users.some((user) => user.id === maker)).slice(0, 8))
      await door.remove(`/users/${id}`)
    const soon = new Date(Date.now() + 2 * day).toISOString()
    for (const key of before.api_keys.filter(({ status }) => status === 'active').slice(0, 6))
      await door.post(`/api_keys/${key.id}`, { expires_at: soon })
    await runtime.mirror.refresh()
    const world = await worldOf(door)
    const all = expected(world, null)
    expect(Math.min(all.orphans.length, all.expiring.length)).toBeGreaterThan(4)
    expect(all.invites.length).toBeGreaterThan(0)

    for (const role of ['admin', 'auditor', 'helpdesk'] as const) {
      const { findings } = await overviewOf(await askAs(runtime, role))
      expect(counted(findings, 'owner_gone')).toBe(all.orphans.length)
      expect(counted(findings, 'key_expiring')).toBe(all.expiring.length)
      expect(counted(findings, 'invite_expiring')).toBe(all.invites.length)
      const [many] = ofKind(findings, 'owner_gone')
      expect(many?.act).toEqual({ kind: 'open', label: 'Review all', href: '/keys?view=owner_gone&status=active' })
      expect(many?.first).toHaveLength(3)
      for (const { id, act } of many?.first ?? []) {
        expect(all.orphans.map((key) => key.id)).toContain(id)
        expect(act).toMatchObject({ kind: 'disable_key', key: { id, status: 'active' } })
      }
      const breaches = ofKind(findings, 'policy_breach').map(({ id }) => id)
      expect(breaches).toEqual(role === 'helpdesk' ? [] : ['member_domain', 'invite_domain', 'key_not_found'])
      const ranks = findings.map(({ severity }) => ['danger', 'caution', 'info'].indexOf(severity))
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
    }
    await seesOwnWorkspace(runtime, world)
  })

  async function seesOwnWorkspace(runtime: Parameters<typeof askAs>[0], world: WorldState) {
    const count = (key: ApiKey) => expected(world, key.scope.workspace_id ?? '').orphans.length
    const key = expected(world, null).orphans.find(
      (orphan) => orphan.scope.workspace_id !== undefined && count(orphan) > 0,
    )
    const workspace = key?.scope.workspace_id ?? ''
    const { findings } = await overviewOf(await askAs(runtime, 'workspace_manager', [workspace]))
    const own = expected(world, workspace)
    expect(counted(findings, 'owner_gone')).toBe(own.orphans.length)
    expect(counted(findings, 'key_expiring')).toBe(own.expiring.length)
    expect(counted(findings, 'invite_expiring')).toBe(0)
    expect(ofKind(findings, 'policy_breach')).toEqual([])
    const told = findings.flatMap((finding) => [finding, ...finding.first].map(({ id }) => id))
    const foreign = world.api_keys.filter(({ scope }) => scope.workspace_id !== workspace).map(({ id }) => id)
    expect(told.filter((id) => foreign.includes(id))).toEqual([])
    const { findings: none } = await overviewOf(await askAs(runtime, 'workspace_manager', []))
    expect(none).toEqual([])
  }

  test('while members are not read, nobody has left', async () => {
    const { runtime } = await start()
    await runtime.mirror.refresh()
    expect(ofKind((await overviewOf(await askAs(runtime, 'admin'))).findings, 'owner_gone')).not.toEqual([])
    await runtime.database.db.updateTable('mirror_list').set({ complete: 0 }).where('kind', '=', 'user').execute()
    expect(ofKind((await overviewOf(await askAs(runtime, 'admin'))).findings, 'owner_gone')).toEqual([])
  })

  test('outcomes nobody knows, and what keeps Steward from its work, are told to those they concern, and the answer is new', async () => {
    const { runtime } = await start()
    await runtime.mirror.refresh()
    const [admin, helpdesk, auditor] = [
      await askAs(runtime, 'admin'),
      await askAs(runtime, 'helpdesk'),
      await askAs(runtime, 'auditor'),
    ]
    const first = await overviewOf(admin)
    expect(ofKind(first.findings, 'outcome_unknown')).toEqual([])
    expect(ofKind(first.findings, 'portal_health')).toEqual([])

    const outcome = { result: 'unknown' as const, problem: 'lost', after: null, upstream_request_id: null }
    const lost = intentOf({ action: 'key.disable', summary: 'Disable lost' })
    const intentId = await runtime.audit.intend(tester, lost)
    await runtime.audit.conclude(tester, lost, intentId, outcome)
    const open = await runtime.audit.intend(tester, intentOf({ action: 'key.disable', summary: 'Disable open' }))
    await runtime.notices.test('webhook', 'tests')

    const second = await overviewOf(admin)
    expect(second.etag).not.toBe(first.etag)
    expect(ofKind(second.findings, 'outcome_unknown')).toMatchObject([
      { title: 'Never known: Disable lost', severity: 'danger', act: { href: `/audit?event=${intentId}` } },
    ])
    expect(ofKind(second.findings, 'portal_health')).toMatchObject([
      { title: 'Notices by webhook do not arrive', severity: 'caution' },
    ])
    expect(ofKind((await overviewOf(auditor)).findings, 'outcome_unknown')).toHaveLength(1)
    expect(ofKind((await overviewOf(auditor)).findings, 'portal_health')).toEqual([])
    expect(ofKind((await overviewOf(helpdesk)).findings, 'outcome_unknown')).toEqual([])

    const person: Person = { id: 'x', name: 'x', email: 'x', role: 'admin', workspaces: 'all', via: 'browser' }
    const snapshot = await runtime.mirror.snapshot()
    const looked = { person, runtime, snapshot, keys: [], invites: [], missing: [] }
    await writeProblem(runtime.database, 'cost', 'It lacks the right', Date.now())
    const reading = { ...runtime, env: { ...runtime.env, usageReports: true } }
    const troubles = await findPortalTrouble({ ...looked, runtime: reading, nowMs: Date.now() })
    expect(troubles.map(({ title }) => title)).toEqual([
      'Notices by webhook do not arrive',
      'Cost cannot be read with this admin key',
    ])
    const later = await findUnknownOutcomes({ ...looked, nowMs: Date.now() + 3 * 60_000 })
    expect(later.map(({ title }) => title)).toEqual(['Not known yet: Disable open', 'Never known: Disable lost'])
    expect(later[0]?.act).toMatchObject({ href: `/audit?event=${open}` })
    const nextWeek = await findUnknownOutcomes({ ...looked, nowMs: Date.now() + 8 * day })
    expect(nextWeek.map(({ title }) => title)).toEqual(['Not known yet: Disable open'])
  })
})
