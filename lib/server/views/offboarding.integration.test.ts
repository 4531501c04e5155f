import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adminApiPaths } from '#lib/paths.ts'
import type { OffboardingView } from '#lib/schemas/offboarding.ts'
import { lockedOrgRoles } from '#lib/schemas/roles.ts'
import { read } from '#lib/server/http/route.ts'
import { createToken } from '#lib/server/auth/tokens.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { planAs } from '#lib/server/testing/jobs.ts'
import { askAs, askAsPerson, signInPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import { viewOffboarding } from './reads.ts'

const look = read(viewOffboarding)
const emulatorKey = 'sk-ant-admin01-test'

async function viewOf(ask: Ask, user_id: string): Promise<OffboardingView> {
  const answer = await ask(look, { user_id })
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
  return answer.body as OffboardingView
}

eachDatabase((_name, _open, place) => {
  describe.each([7, 41])('an organization grown from seed %i', (seed) => {
    let portal: Awaited<ReturnType<typeof startTestPortal>>
    beforeAll(async () => {
      portal = await startTestPortal(await place(), { seed: { members: 40, keys: 150, seed } })
      await portal.runtime.mirror.refresh()
    })
    afterAll(() => portal.close())

    /** Past the portal, as anybody with the admin key could. */
    const removeUpstream = async (id: string) => {
      const headers = { 'x-api-key': emulatorKey, 'anthropic-version': '2026-10-21' }
      return fetch(new URL(adminApiPaths.user(id), portal.emulator.url), { method: 'DELETE', headers })
    }

    test('foretells for every member exactly what upstream makes of each key', async () => {
      const admin = await askAs(portal.runtime, 'admin')
      const { users } = await worldOf(portal.door)
      const foretold = new Map<string, string>()
      let judged = 0
      for (const user of users.filter(({ role }) => !lockedOrgRoles.includes(role))) {
        const before = await worldOf(portal.door)
        const { holdings } = await viewOf(admin, user.id)
        const theirs = before.api_keys.filter(
          (key) => key.created_by?.id === user.id || key.principal?.user_id === user.id,
        )
        expect(holdings.keys.map(({ id }) => id).toSorted()).toEqual(theirs.map(({ id }) => id).toSorted())
        const explicit = before.workspace_members.filter((row) => row.user_id === user.id && !row.inherited)
        expect(holdings.memberships.length).toBeLessThanOrEqual(explicit.length)
        for (const key of holdings.keys) foretold.set(key.id, key.after_removal)
        expect((await removeUpstream(user.id)).status).toBe(200)
        const after = new Map((await worldOf(portal.door)).api_keys.map(({ id, status }) => [id, status]))
        for (const { id, status } of before.api_keys) {
          const mine = holdings.keys.find((key) => key.id === id)
          expect([id, after.get(id)]).toEqual([id, mine?.after_removal ?? status])
          if (mine !== undefined) judged += 1
        }
      }
      expect(judged).toBeGreaterThan(80)
      expect([...foretold.values()]).toEqual(expect.arrayContaining(['active', 'inactive', 'archived', 'expired']))
    })

    test('an admin cannot be removed upstream, which is why the page sends one to the Console', async () => {
      const { users } = await worldOf(portal.door)
      const admin = users.find(({ role }) => role === 'admin')
      expect((await removeUpstream(admin?.id ?? '')).status).toBe(400)
    })
  })

  describe('what Steward itself knows of a leaver', () => {
    let portal: Awaited<ReturnType<typeof startTestPortal>>
    beforeAll(async () => {
      portal = await startTestPortal(await place(), { policy: 'protected:\n  keys: [prod-backend]' })
      await portal.runtime.mirror.refresh()
    })
    afterAll(() => portal.close())

    test('sessions, grants and tokens of the same address are told, nobody else’s', async () => {
      const { runtime, door } = portal
      const member = (await worldOf(door)).users.find(({ role }) => role === 'developer')
      const email = member?.email ?? ''
      const { id } = await signInPerson(runtime, { subject: 'leaver', email, role: 'helpdesk' })
      await signInPerson(runtime, { subject: 'stayer', email: 'stayer@example.com', role: 'admin' })
      const token = { role: 'helpdesk', workspaces: null, created_by: email, maker_id: id } as const
      await createToken(runtime.database.db, { ...token, name: 'ci', expires_ms: null }, Date.now())
      await createToken(runtime.database.db, { ...token, name: 'over', expires_ms: Date.now() - 1 }, Date.now())
      const { steward } = await viewOf(await askAs(runtime, 'admin'), member?.id ?? '')
      expect(steward).toMatchObject([
        { person: { id, email }, portal_role: 'helpdesk', sessions: 1, grants: [{ role: 'helpdesk' }], proposals: [] },
      ])
      expect(steward[0]?.tokens.map(({ name }) => name)).toEqual(['ci'])
    })

    test('open invites to the address are found in spite of case and plus tags', async () => {
      const { runtime, door } = portal
      const member = (await worldOf(door)).users.find(({ role }) => role === 'user')
      const [local = '', domain = ''] = (member?.email ?? '').split('@')
      const sent = await door.post('/invites', { email: `${local.toUpperCase()}+two@${domain}`, role: 'user' })
      await runtime.mirror.refresh()
      const { holdings } = await viewOf(await askAs(runtime, 'admin'), member?.id ?? '')
      expect(holdings.invites).toMatchObject([{ id: (sent as { id: string }).id }])
    })

    test('a key that the policy file protects says so', async () => {
      const { runtime, door } = portal
      const key = (await worldOf(door)).api_keys.find(({ name }) => name === 'prod-backend')
      const { holdings } = await viewOf(await askAs(runtime, 'admin'), key?.created_by?.id ?? '')
      expect(holdings.keys.find(({ id }) => id === key?.id)?.protected).toContain('policy file')
    })

    test('a protected key that acts as them keeps them from being removed, here and in the plan', async () => {
      const { runtime, door } = portal
      const [member, other] = (await worldOf(door)).users.filter(({ role }) => role === 'developer').slice(1)
      const user_id = member?.id ?? ''
      const principal = { type: 'user_actor', user_id }
      await door.post('/api_keys', { name: 'prod-backend', created_by: { type: 'user', id: user_id }, principal })
      await runtime.mirror.refresh()
      const admin = await askAsPerson(runtime, { subject: 'ada', role: 'admin' })
      const { removal_refusal } = await viewOf(admin, user_id)
      expect(removal_refusal).toContain('would end the key prod-backend')
      const plan = await planAs(admin, { changes: [{ action: 'member.remove', input: { user_id } }] })
      expect(plan.rows[0]).toMatchObject({ verdict: 'refused', reason: removal_refusal })
      expect((await viewOf(admin, other?.id ?? '')).removal_refusal).toBeNull()
    })

    test('only somebody who may remove members sees it', async () => {
      const { runtime, door } = portal
      const member = (await worldOf(door)).users[0]
      const [workspace] = (await worldOf(door)).workspaces
      const asked = await Promise.all([
        askAs(runtime, 'auditor'),
        askAs(runtime, 'workspace_manager', [workspace?.id ?? '']),
        askAsPerson(runtime, { subject: 'hel', role: 'helpdesk' }),
        askAsPerson(runtime, { subject: 'nobody' }),
      ])
      for (const ask of asked) expect((await ask(look, { user_id: member?.id ?? '' })).status).toBe(403)
      const admin = await askAs(runtime, 'admin')
      expect((await admin(look, { user_id: 'user_0000000000000000' })).status).toBe(404)
    })
  })
})
