import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRandom } from '#lib/emulator/random.ts'
import type { Random } from '#lib/emulator/random.ts'
import { actionNames } from '#lib/schemas/action-names.ts'
import type { Change } from '#lib/schemas/jobs.ts'
import { assignableOrgRoles, assignableWorkspaceRoles } from '#lib/schemas/roles.ts'
import { withAction } from '#lib/server/actions/catalogue.ts'
import { ApprovalRequiredError, RefusedError } from '#lib/server/actions/errors.ts'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import { signedInNow } from '#lib/server/auth/person.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { planAs } from '#lib/server/testing/jobs.ts'
import { askWithCookie, signInPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Somebody } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import type { WorldState } from '#lib/server/testing/world.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

const policy = `
protected:
  keys: [Reporting, CI]
ceilings:
  helpdesk: { org_roles: [user, developer] }
invites: { allowed_domains: [example.com] }
approvals:
  - { actions: [key.disable], by: workspace_manager }
`

function pick<T>(random: Random, from: readonly T[]): T {
  const one = from[random.below(from.length)]
  if (one === undefined) throw new Error('Nothing to pick from')
  return one
}

/** Any change of anything, sensible or not. */
function anyChange(random: Random, world: WorldState, index: number): Change {
  const action = pick(random, actionNames)
  const user_id = pick(random, world.users).id
  const api_key_id = pick(random, world.api_keys).id
  const invite_id = pick(random, world.invites).id
  const workspace_id = pick(random, world.workspaces).id
  const row = pick(random, world.workspace_members)
  const place = random.below(2) === 0 ? row : { workspace_id, user_id }
  const inPlace = { workspace_id: place.workspace_id, user_id: place.user_id }
  const role = pick(random, assignableOrgRoles)
  const workspace_role = pick(random, assignableWorkspaceRoles)
  const email =
    random.below(3) === 0
      ? pick(random, world.users).email
      : `new-${index}@${pick(random, ['example.com', 'elsewhere.org'])}`
  const inputs: Record<(typeof actionNames)[number], Record<string, unknown>> = {
    'invite.create': { email, role },
    'invite.revoke': { invite_id },
    'invite.resend': { invite_id },
    'invite.change_role': { invite_id, role },
    'member.change_role': { user_id, role },
    'member.remove': { user_id },
    'workspace.create': { name: `Made ${index}` },
    'workspace.rename': { workspace_id, name: `Renamed ${index}` },
    'workspace.tag': { workspace_id, tags: { team: `t${random.below(3)}` } },
    'workspace.update': { workspace_id, display_color: '#123456' },
    'workspace.archive': { workspace_id },
    'workspace_member.add': { ...inPlace, workspace_role },
    'workspace_member.change_role': { ...inPlace, workspace_role },
    'workspace_member.remove': inPlace,
    'key.rename': { api_key_id, name: `key ${index}` },
    'key.enable': { api_key_id, status: 'active' },
    'key.disable': { api_key_id, status: 'inactive' },
    'key.archive': { api_key_id, status: 'archived' },
  }
  return { action, input: inputs[action] }
}

eachDatabase((kind, __, place) => {
  let portal: Portal
  beforeAll(async () => {
    portal = await startTestPortal(await place(), {
      policy,
      seed: { members: 90, workspaces: 9, keys: 90, invites: 30 },
    })
    await portal.runtime.mirror.refresh()
  })
  afterAll(() => portal.close())

  async function person(somebody: Somebody) {
    const { id, cookie } = await signInPerson(portal.runtime, somebody)
    const signedIn = await signedInNow(portal.runtime, { person_id: id }, 'browser')
    if (signedIn === null) throw new Error('Nobody signed in')
    return { signedIn, ask: askWithCookie(portal.runtime, cookie) }
  }

  /** What becomes of a change when it is really made, in the words of a plan. */
  async function really({ signedIn }: Awaited<ReturnType<typeof person>>, { action: name, input }: Change) {
    const performance = { request_id: 'req_plan', reason: null, fresh: true }
    const doing = withAction(name, (action) =>
      portal.runtime.perform(action, action.input.parse(input), signedIn, performance),
    )
    try {
      await doing
      return { verdict: 'ready', reason: null }
    } catch (error) {
      if (error instanceof RefusedError) return { verdict: 'refused', reason: error.verdict.reason }
      if (error instanceof ApprovalRequiredError) return { verdict: 'approval', reason: null }
      if (error instanceof UpstreamError && error.outcome === 'refused')
        return { verdict: 'upstream', reason: error.message }
      throw error
    }
  }

  test(
    'a plan says what would happen: rules in the same words, and what is ready succeeds',
    { timeout: 60_000 },
    async () => {
      const seed = process.env['STEWARD_PLAN_SEED'] ?? `${kind} ${Date.now()}`
      const random = createRandom(seed)
      const managed = (await worldOf(portal.door)).workspaces.find(
        ({ name, archived_at }) => archived_at === null && name !== 'Default',
      )
      const people = [
        await person({ subject: 'ada', role: 'admin' }),
        await person({ subject: 'hel', role: 'helpdesk' }),
        await person({ subject: 'mia', role: 'workspace_manager', workspaces: [managed?.id ?? ''] }),
      ]
      const tally: Record<string, number> = {}
      for (let index = 0; index < 60; index += 1) {
        const who = people[index % 3] ?? (await person({ subject: 'ada' }))
        const change = anyChange(random, await worldOf(portal.door), index)
        const [row] = (await planAs(who.ask, { changes: [change] })).rows
        const { verdict, reason } = await really(who, change)
        const facts = { seed, index, change, planned: [row?.verdict, row?.reason], really: [verdict, reason] }
        const told = row?.verdict ?? ''
        if (told === 'ready' || told === 'approval') expect(verdict, JSON.stringify(facts)).toBe(told)
        // What is so already needs nobody's leave; made by hand, the policy may still refuse it.
        if (verdict === 'refused' && told !== 'unchanged')
          expect([row?.verdict, row?.reason], JSON.stringify(facts)).toEqual(['refused', reason])
        if (verdict === 'upstream') expect(['refused', 'unchanged'], JSON.stringify(facts)).toContain(told)
        const both = `${told} → ${verdict}`
        tally[both] = (tally[both] ?? 0) + 1
        if (/archive|member.remove|billing/.test(`${change.action} ${JSON.stringify(change.input)}`))
          await portal.runtime.mirror.refresh()
      }
      console.log(JSON.stringify({ seed, tally }))
      expect(tally['ready → ready'] ?? 0, seed).toBeGreaterThan(3)
      expect(tally['refused → refused'] ?? 0, seed).toBeGreaterThan(10)
    },
  )

  test('5,000 changes are planned in a moment, without a call', async () => {
    const { ask } = await person({ subject: 'ada' })
    const world = await worldOf(portal.door)
    const random = createRandom('many')
    const changes = Array.from({ length: 5_000 }, (_, index) => anyChange(random, world, index))
    await portal.door.remove('/requests')
    const began = performance.now()
    const plan = await planAs(ask, { changes })
    const ms = Math.round(performance.now() - began)
    console.log(JSON.stringify({ kind, planned: plan.rows.length, ms, counts: plan.counts }))
    expect(plan.rows).toHaveLength(5_000)
    const calls = (await portal.door.requests()).filter(({ method }) => method !== 'GET')
    expect(calls).toEqual([])
    expect(ms).toBeLessThan(10_000)
  })
})
