import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminApiPaths } from '#lib/paths.ts'
import { offboardingChanges, offboardingTitle } from '#lib/rules/offboarding.ts'
import { apiKeySchema } from '#lib/schemas/keys.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import { memberSchema } from '#lib/schemas/members.ts'
import type { Member } from '#lib/schemas/members.ts'
import type { Change } from '#lib/schemas/jobs.ts'
import type { OffboardingChoices, OffboardingReport, OffboardingView } from '#lib/schemas/offboarding.ts'
import { endSessionsOf } from '#lib/server/commands/sessions.ts'
import { command, read } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { jobOf, jobOnce, startAs } from '#lib/server/testing/jobs.ts'
import { askAs, askAsPerson, signInPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import { viewOffboardingReport } from './job-reads.ts'
import { viewOffboarding } from './reads.ts'

const look = read(viewOffboardingReport)

eachDatabase((_name, _open, place) => {
  let portal: Awaited<ReturnType<typeof startTestPortal>>
  let admin: Ask
  beforeAll(async () => {
    portal = await startTestPortal(await place(), { policy: 'protected:\n  keys: [crown-jewels]' })
    admin = await askAsPerson(portal.runtime, { subject: 'ada', role: 'admin' })
  })
  afterAll(() => portal.close())

  let made = 0
  async function leaver(role = 'developer'): Promise<Member> {
    made += 1
    const user = { name: `Leaver ${made}`, email: `leaver${made}@example.com`, role }
    return memberSchema.parse(await portal.door.post('/users', user))
  }
  async function keyOf(member: Member, name: string, more: object = {}): Promise<ApiKey> {
    const [workspace] = (await worldOf(portal.door)).workspaces.filter(({ archived_at }) => archived_at === null)
    const scope = { type: 'workspace', workspace_id: workspace?.id }
    const key = { name, scope, created_by: { id: member.id, type: 'user' }, ...more }
    return apiKeySchema.parse(await portal.door.post('/api_keys', key))
  }
  const personal = (member: Member) => ({ principal: { type: 'user_actor', user_id: member.id } })

  async function viewOf(member: Member): Promise<OffboardingView> {
    await portal.runtime.mirror.refresh()
    return (await admin(read(viewOffboarding), { user_id: member.id })).body as OffboardingView
  }
  const nothing: OffboardingChoices = { keys: {}, keptInvites: [], endedMemberships: [], remove: true }

  /** As the page does it. Resolves to the job's id, once it is over. */
  async function offboard(member: Member, choices: Partial<OffboardingChoices> = {}): Promise<string> {
    const { holdings } = await viewOf(member)
    const changes = offboardingChanges(holdings, { ...nothing, ...choices })
    const about = { kind: 'offboarding', title: offboardingTitle(member.email), user_id: member.id }
    const id = await jobOf(admin, changes, about)
    await jobOnce(admin, id)
    return id
  }
  async function reportOf(job_id: string, ask = admin): Promise<OffboardingReport> {
    const answer = await ask(look, { job_id })
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return answer.body as OffboardingReport
  }
  const statusOf = async ({ id }: ApiKey) => (await worldOf(portal.door)).api_keys.find((key) => key.id === id)?.status
  const nowOf = ({ keys }: OffboardingReport, { id }: ApiKey) => keys.find((key) => key.id === id)

  test('tells what was done with its ids, what is left, and that it is complete', async () => {
    const member = await leaver()
    const [prod, old, mine, kept] = [
      await keyOf(member, 'prod'),
      await keyOf(member, 'old'),
      await keyOf(member, 'mine', personal(member)),
      await keyOf(member, 'kept'),
    ]
    await portal.door.post('/invites', { email: member.email.replace('@', '+2@'), role: 'user' })
    const { id: person_id } = await signInPerson(portal.runtime, { subject: member.email, email: member.email })
    const id = await offboard(member, { keys: { [old.id]: 'archive', [kept.id]: 'keep' } })
    await portal.runtime.mirror.refresh()
    expect(await reportOf(id)).toMatchObject({
      complete: false,
      open: [`In Steward, ${member.email} is still signed in.`],
    })
    expect(await reportOf(id, await askAs(portal.runtime, 'auditor'))).toMatchObject({
      complete: false,
      open: ['Something in Steward itself still works with their address.'],
      steward: null,
    })
    await admin(command(endSessionsOf), { person_id }, { method: 'POST', body: {} })

    const report = await reportOf(id)
    expect([report.complete, report.open]).toEqual([true, []])
    expect(report).toMatchObject({ started_by: 'ada@example.com', member: { email: member.email, role: 'developer' } })
    expect(report.held?.invites).toHaveLength(1)
    expect(report.rows.map(({ action, status }) => `${action} ${status}`)).toEqual([
      expect.stringMatching(/^key\.(disable|archive) done$/),
      expect.stringMatching(/^key\.(disable|archive) done$/),
      'invite.revoke done',
      'member.remove done',
    ])
    const events = await portal.runtime.database.db.selectFrom('audit_event').selectAll().execute()
    for (const { event_id, upstream_request_id } of report.rows) {
      const outcome = events.find(({ intent_id, kind }) => intent_id === event_id && kind === 'outcome')
      expect(outcome?.upstream_request_id).toMatch(/^req_/)
      expect(upstream_request_id).toBe(outcome?.upstream_request_id)
    }
    expect(nowOf(report, prod)).toMatchObject({ before: 'active', now: 'inactive', chosen: 'disable', fate: 'lives' })
    expect(nowOf(report, old)).toMatchObject({ before: 'active', now: 'archived', chosen: 'archive' })
    expect(nowOf(report, mine)).toMatchObject({ before: 'active', now: 'archived', chosen: 'keep', fate: 'ends' })
    expect(nowOf(report, kept)).toMatchObject({ before: 'active', now: 'active', chosen: 'keep', fate: 'lives' })
    expect(report.remains.find(({ title }) => title.includes('on working'))?.keys[0]).toContain('kept')
    expect(report.steward?.done.map(({ summary }) => summary)).toEqual([`End all sessions of ${member.email}`])
    expect(report.steward?.left).toMatchObject([{ person: { id: person_id }, sessions: 0 }])

    // Made again it says the same, though the member is long gone.
    const { made_at: _made, mirror_at: _mirror, ...again } = await reportOf(id)
    expect(report).toMatchObject(again)

    // Somebody enables a key in the Console: the report does not go on saying that all is well.
    await portal.door.post(`/api_keys/${prod.id}`, { status: 'active' })
    await portal.runtime.mirror.refresh()
    const later = await reportOf(id)
    expect(later.complete).toBe(false)
    expect(later.open.join(' ')).toMatch(/The key prod .*is still active/)
    expect(nowOf(later, prod)).toMatchObject({ before: 'active', now: 'active' })
  })

  test('is not complete while the mirror still shows a personal key as active', async () => {
    const member = await leaver()
    const mine = await keyOf(member, 'mine', personal(member))
    const id = await offboard(member)
    const report = await reportOf(id)
    const known = nowOf(report, mine)?.now
    expect(report.complete).toBe(known !== 'active')
    await portal.runtime.mirror.refresh()
    expect(await reportOf(id)).toMatchObject({ complete: true, open: [] })
    expect(await statusOf(mine)).toBe('archived')
  })

  test('sends an organization admin to the Console, and does the rest', async () => {
    const member = await leaver('admin')
    const [key, mine] = [await keyOf(member, 'of an admin'), await keyOf(member, 'mine', personal(member))]
    const { holdings } = await viewOf(member)
    expect(holdings.every_workspace).toBe('workspace_admin')
    // As on the page: what is Steward's own ends before the job starts, and the report tells of it all the same.
    const { id: person_id } = await signInPerson(portal.runtime, { subject: member.email, email: member.email })
    await admin(command(endSessionsOf), { person_id }, { method: 'POST', body: {} })
    const id = await offboard(member, { remove: false })
    const report = await reportOf(id)
    expect([await statusOf(key), await statusOf(mine)]).toEqual(['inactive', 'inactive'])
    expect(report).toMatchObject({ complete: true, member: { id: member.id, role: 'admin' } })
    expect(report.steward?.done.map(({ summary }) => summary)).toEqual([`End all sessions of ${member.email}`])
    expect(report.remains[0]).toMatchObject({ title: `${member.email} is still a member`, console: true })
    await portal.door.remove(`/users/${member.id}`)
    await portal.runtime.mirror.refresh()
    const after = await reportOf(id)
    expect(after.remains.map(({ title }) => title)).not.toContain(`${member.email} is still a member`)
    expect(after.member?.id).toBe(member.id)
  })

  test('a key that the policy file protects is refused, and keeps it from being complete', async () => {
    const member = await leaver()
    const [jewels, other] = [await keyOf(member, 'crown-jewels'), await keyOf(member, 'other')]
    const { holdings } = await viewOf(member)
    expect(offboardingChanges(holdings, nothing).map(({ action }) => action)).toEqual(['key.disable', 'member.remove'])
    const id = await offboard(member, { keys: { [jewels.id]: 'disable' } })
    const report = await reportOf(id)
    expect([await statusOf(jewels), await statusOf(other)]).toEqual(['active', 'inactive'])
    expect(report.complete).toBe(false)
    expect(report.open.join(' ')).toMatch(/The key crown-jewels .*is still active/)
    expect(report.rows.find(({ status }) => status === 'refused')?.problem).toContain('policy file')
  })

  test('a key that fails in the middle is named, the other keys stop, and nobody is removed', async () => {
    const member = await leaver()
    const keys = [await keyOf(member, 'one'), await keyOf(member, 'two'), await keyOf(member, 'three')]
    const { holdings } = await viewOf(member)
    const [, middle] = holdings.keys
    const broken = keys.find(({ id }) => id === middle?.id)
    if (broken === undefined) throw new Error('The keys are not there')
    await portal.door.fault({ match: { method: 'POST', path: adminApiPaths.apiKey(broken.id) }, status: 400 })
    const id = await offboard(member)
    const report = await reportOf(id)
    expect(report.rows.map(({ status }) => status)).toEqual(['done', 'failed', 'done', 'skipped'])
    expect(report.complete).toBe(false)
    expect(report.open).toEqual([
      expect.stringMatching(new RegExp(`The key ${broken.name} .*is still active`)),
      expect.stringMatching(/^Not so now: Remove leaver\d+@example\.com/),
    ])
    expect((await worldOf(portal.door)).users.map((user) => user.id)).toContain(member.id)
  })

  test('the removal does not happen while the key before it was not stopped', async () => {
    const member = await leaver()
    const key = await keyOf(member, 'stubborn')
    await portal.door.fault({ match: { method: 'POST', path: adminApiPaths.apiKey(key.id) }, status: 400 })
    const id = await offboard(member)
    const report = await reportOf(id)
    expect(report.rows.map(({ status }) => status)).toEqual(['failed', 'skipped'])
    expect(report.open).toEqual([
      expect.stringContaining('is still active'),
      expect.stringMatching(/^Not so now: Remove leaver\d+@example\.com/),
    ])
    expect((await worldOf(portal.door)).users.map((user) => user.id)).toContain(member.id)
  })

  test('only who sees the whole organization reads it, and only of an offboarding', async () => {
    const member = await leaver()
    const id = await offboard(member)
    const auditor = await reportOf(id, await askAs(portal.runtime, 'auditor'))
    expect([auditor.member?.id, auditor.steward]).toEqual([member.id, null])
    const [workspace] = (await worldOf(portal.door)).workspaces
    const manager = await askAsPerson(portal.runtime, {
      subject: 'mia',
      role: 'workspace_manager',
      workspaces: [workspace?.id ?? ''],
    })
    const helpdesk = await askAsPerson(portal.runtime, { subject: 'hel', role: 'helpdesk' })
    for (const ask of [manager, helpdesk]) expect((await ask(look, { job_id: id })).status).toBe(404)
    const other = await leaver('user')
    await portal.runtime.mirror.refresh()
    const bulk = await jobOf(
      admin,
      [{ action: 'member.change_role', input: { user_id: other.id, role: 'developer' } }],
      {
        title: offboardingTitle(member.email),
      },
    )
    expect((await admin(look, { job_id: bulk })).status).toBe(404)
    const changes: Change[] = [{ action: 'member.change_role', input: { user_id: other.id, role: 'user' } }]
    for (const wrong of [{ kind: 'offboarding' }, { kind: 'bulk', user_id: member.id }])
      expect(await startAs(admin, { changes }, wrong)).toMatchObject({ status: 400 })
  })
})
