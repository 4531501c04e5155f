import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createInvite } from '#lib/server/actions/invites.ts'
import { read, write } from '#lib/server/http/route.ts'
import { createRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Answer } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import { viewPolicy } from '#lib/server/views/reads.ts'
import { archiveKey, batches, freeze, partsOf, post } from './test-attempts.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

const folder = mkdtempSync(path.join(tmpdir(), 'steward-policy-'))
const file = path.join(folder, 'policy.yaml')
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
  rmSync(file, { force: true })
})

const codeOf = ({ status, body }: Answer): string => {
  const details = (body['error'] as { details?: { error_code?: string } } | undefined)?.details
  return `${status} ${details?.error_code ?? ''}`.trim()
}

eachDatabase((_, __, place) => {
  let clock = 0
  /** JSON is YAML, too. The size changes every time, so no look at the file can miss it. */
  const put = (policy: object | string) => {
    clock += 1
    const text = typeof policy === 'string' ? policy : JSON.stringify(policy)
    writeFileSync(file, `${text}\n${'#'.repeat(clock)}\n`)
  }
  const start = async (policy: object): Promise<Portal> => {
    put(policy)
    const portal = await startTestPortal(await place(), { env: { policyFile: file }, seed: { keys: 200 } })
    ends.push(portal.close)
    await portal.runtime.mirror.refresh()
    return portal
  }
  const untilInForce = async (
    runtime: Runtime,
    wanted: (state: Awaited<ReturnType<Runtime['policy']['current']>>) => boolean,
  ) => {
    const before = Date.now()
    await expect.poll(async () => wanted(await runtime.policy.current()), { timeout: 4_000, interval: 50 }).toBe(true)
    return Date.now() - before
  }
  const change = async (runtime: Runtime, policy: object) => {
    const before = (await runtime.policy.current()).sha256
    put(policy)
    await untilInForce(runtime, ({ sha256 }) => sha256 !== before)
  }
  const newest = (runtime: Runtime) =>
    runtime.database.db.selectFrom('audit_event').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst()
  const told = (runtime: Runtime) =>
    runtime.database.db
      .selectFrom('audit_event')
      .selectAll()
      .where('action', 'like', 'policy.%')
      .orderBy('seq')
      .execute()

  test('every rule refuses with its code, before any write, and is audited; without it the same passes', async () => {
    const portal = await start({})
    const admin = await askAs(portal.runtime, 'admin')
    const parts = partsOf(await worldOf(portal.door))
    for (const { policy, attempts } of batches) {
      await change(portal.runtime, policy(parts))
      for (const [name, { code, act }] of Object.entries(attempts)) {
        await portal.door.remove('/requests')
        expect([name, codeOf(await act(admin, parts))]).toEqual([name, code])
        expect((await portal.door.requests()).filter(({ method }) => method !== 'GET')).toEqual([])
        const last = await newest(portal.runtime)
        if (code !== '403 approval_required') expect([name, last?.kind]).toEqual([name, 'denied'])
      }
    }
    // The same deeds, none of them wrong but for the rule; a key or workspace that has ended can do nothing more.
    await change(portal.runtime, {})
    const all = batches.flatMap(({ attempts }) => Object.entries(attempts))
    const ending = ['a protected key that would end with its workspace', 'a second person', 'a freeze']
    for (const [name, { act }] of all)
      if (!ending.includes(name) && name !== 'a protected workspace’s keys')
        expect([name, (await act(admin, parts)).status]).toEqual([name, 200])
  })

  test('a reason lets it pass, and the audit log keeps it', async () => {
    const portal = await start({ reasons: [{ actions: ['key.*'] }] })
    const admin = await askAs(portal.runtime, 'admin')
    const parts = partsOf(await worldOf(portal.door))
    expect(codeOf(await archiveKey(admin, parts, { 'x-portal-reason': '%20' }))).toBe('403 reason_required')
    const reason = 'Leaked in a log – ticket 7'
    const answer = await archiveKey(admin, parts, { 'x-portal-reason': encodeURIComponent(reason) })
    expect(answer.status).toBe(200)
    const kept = await portal.runtime.database.db
      .selectFrom('audit_event')
      .select('reason')
      .where('kind', '=', 'outcome')
      .execute()
    expect(kept).toEqual([{ reason }])
  })

  test('a rule that is tightened between two calls holds for the second, within three seconds', async () => {
    const portal = await start({})
    const admin = await askAs(portal.runtime, 'admin')
    const invite = (email: string) => admin(write(createInvite), {}, post({ email, role: 'user' }))
    expect((await invite('first@elsewhere.example')).status).toBe(200)
    put({ invites: { allowed_domains: ['corp.example'] } })
    expect(await untilInForce(portal.runtime, ({ policy }) => policy.invites !== undefined)).toBeLessThan(3_500)
    expect(codeOf(await invite('second@elsewhere.example'))).toBe('403 domain_refused')
    expect((await invite('third@corp.example')).status).toBe(200)
  })

  test('a broken file changes nothing but the view, which names line and field', async () => {
    const portal = await start({ freeze: [freeze] })
    const admin = await askAs(portal.runtime, 'admin')
    put('freeze:\n  - from: tomorrow\n')
    await untilInForce(portal.runtime, ({ problems }) => problems.length > 0)
    const parts = partsOf(await worldOf(portal.door))
    expect(codeOf(await archiveKey(admin, parts))).toBe('403 frozen')
    const view = await admin(read(viewPolicy))
    expect(view.body).toMatchObject({ file: 'policy.yaml', rules: { freeze: [{ reason: 'Holidays' }] } })
    expect(view.body['problems']).toEqual(
      expect.arrayContaining(['line 2: freeze.0.from: is not a time like 2026-12-20T18:00:00Z']),
    )
    expect(JSON.stringify(view.body)).not.toContain(folder)
  })

  test('a change of the policy is told once over all replicas, a broken file once for its content', async () => {
    const portal = await start({ reasons: [{ actions: ['key.*'] }] })
    const replicas = [portal.runtime]
    // SQLite has one portal at a time; what runs twice there is the look at the file.
    if (portal.runtime.database.kind === 'postgresql') {
      const second = await createRuntime(portal.env)
      ends.push(second.close)
      replicas.push(second)
    }
    const everywhere = async (wanted: Parameters<typeof untilInForce>[1]) => {
      await Promise.all(replicas.map((runtime) => untilInForce(runtime, wanted)))
    }
    await everywhere(({ policy }) => policy.reasons.length === 1)
    put({ approvals: [{ actions: ['*'] }] })
    await everywhere(({ policy }) => policy.approvals.length === 1)
    put('approvals: 7')
    await everywhere(({ problems }) => problems.length > 0)
    put({ approvals: [{ actions: ['*'] }], freeze: [freeze] })
    await everywhere(({ policy }) => policy.freeze.length === 1)
    const events = await told(portal.runtime)
    expect(events.map(({ action, result }) => `${action} ${result}`)).toEqual([
      'policy.changed succeeded',
      'policy.changed succeeded',
      'policy.refused failed',
      'policy.changed succeeded',
    ])
    const [first, second, refused, third] = events
    expect(first).toMatchObject({
      before: null,
      actor_name: 'Steward',
      via: 'portal',
      kind: 'event',
      target_kind: 'policy',
    })
    expect(second?.before).toBe(first?.after)
    expect(third?.before).toBe(second?.after)
    expect(JSON.parse(third?.after ?? '')).toMatchObject({ sha256: third?.target_id, approvals: 1, freeze: 1 })
    expect(refused).toMatchObject({ problem: expect.stringMatching(/^line 1: approvals: /) as string })
  })

  test('what a dry run finds is what the organization breaks', async () => {
    const portal = await start({})
    const parts = partsOf(await worldOf(portal.door))
    put({
      invites: { allowed_domains: ['nowhere.example'] },
      ceilings: { admin: { org_roles: ['user'] }, helpdesk: { org_roles: ['user'] } },
      protected: { keys: [parts.key.name, 'no such key'], workspaces: ['wrkspc_0123456789ab'] },
      approvals: [{ actions: ['member.remove'], workspaces: [parts.workspace.id] }],
    })
    await untilInForce(portal.runtime, ({ policy }) => policy.approvals.length === 1)
    const { body } = await (await askAs(portal.runtime, 'auditor'))(read(viewPolicy))
    const world = await worldOf(portal.door)
    const found = Object.fromEntries(
      (body['breaches'] as { kind: string; count: number; items: { label: string }[] }[]).map(
        ({ kind, count, items }) => [kind, { count, labels: items.map(({ label }) => label) }],
      ),
    )
    expect(found['member_domain']?.count).toBe(world.users.length)
    expect(found['member_domain']?.labels).toHaveLength(20)
    const lost = world.users.filter(({ role }) => ['developer', 'billing', 'claude_code_user'].includes(role))
    expect(found['role_nobody_gives']?.count).toBe(lost.length)
    expect(found['key_not_found']?.labels).toEqual(['no such key'])
    expect(found['workspace_not_found']?.labels).toEqual(['wrkspc_0123456789ab'])
    expect(found['never_matches']?.count).toBe(1)
    expect(found['nobody_decides']?.labels).toEqual(['member.remove: no portal admin has signed in yet'])
    expect((body['workspace_names'] as Record<string, string>)[parts.workspace.id]).toBe(parts.workspace.name)
    const refused = await (await askAs(portal.runtime, 'helpdesk'))(read(viewPolicy))
    expect(refused.status).toBe(403)
  })
})
