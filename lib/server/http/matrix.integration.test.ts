import { afterEach, expect, test } from 'vitest'
import { extentOf, permissions, powers } from '#lib/rules/permissions.ts'
import type { Extent, Power } from '#lib/rules/permissions.ts'
import { portalRoles } from '#lib/schemas/person.ts'
import { createInvite, deleteInvite, replaceInvite } from '#lib/server/actions/invites.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { changeMemberRole, removeMember } from '#lib/server/actions/members.ts'
import {
  addWorkspaceMember,
  changeWorkspaceRole,
  removeWorkspaceMember,
} from '#lib/server/actions/workspace-members.ts'
import { archiveWorkspace, createWorkspace, updateWorkspace } from '#lib/server/actions/workspaces.ts'
import { listApiKeys } from '#lib/server/reads/keys.ts'
import { listInvites } from '#lib/server/reads/invites.ts'
import { listMembers } from '#lib/server/reads/members.ts'
import { retrieveOrganization } from '#lib/server/reads/organization.ts'
import { listWorkspaces } from '#lib/server/reads/workspaces.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, askAsPerson, startTestPortal } from '#lib/server/testing/portal.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import type { WorldState } from '#lib/server/testing/world.ts'
import { giveGrant } from '#lib/server/commands/grants.ts'
import { makePlan } from '#lib/server/commands/plans.ts'
import { endOtherSessions } from '#lib/server/commands/sessions.ts'
import { viewGrants, viewSessions, viewTokens } from '#lib/server/views/account-reads.ts'
import { viewAudit } from '#lib/server/views/audit-reads.ts'
import { viewJobs } from '#lib/server/views/job-reads.ts'
import { viewProposals, viewSettings } from '#lib/server/views/reads.ts'
import { viewSpend } from '#lib/server/views/usage-reads.ts'
import { command, read, write } from './route.ts'
import type { RouteHandler } from './route.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

let portal: Portal | null = null
afterEach(async () => {
  await portal?.close()
  portal = null
})

type Attempt = {
  power: Power
  workspace: string | null
  handler: RouteHandler
  params: Record<string, string>
  body?: unknown
  method?: string
}

/** One attempt a power, inside or outside the managed workspace; every object fits the action but for the right to it. */
function attempts(world: WorldState, workspace_id: string): Attempt[] {
  const rows = world.workspace_members.filter((row) => row.workspace_id === workspace_id && !row.inherited)
  const held = new Set(
    world.workspace_members.filter((row) => row.workspace_id === workspace_id).map((row) => row.user_id),
  )
  const row = rows.find(
    (candidate) => candidate.workspace_role === 'workspace_user' || candidate.workspace_role === 'workspace_developer',
  )
  const member = world.users.find((user) => user.role === 'user' && !held.has(user.id))
  const key = world.api_keys.find(
    (candidate) => candidate.scope.workspace_id === workspace_id && candidate.status === 'active',
  )
  const invite = world.invites.find(
    (candidate) => candidate.status === 'pending' && ['user', 'developer'].includes(candidate.role),
  )
  const user_id = member?.id ?? ''
  const api_key_id = key?.id ?? ''
  const place = { workspace_id, user_id: row?.user_id ?? '' }
  const post = 'POST'
  return [
    {
      power: 'invites.create',
      workspace: null,
      handler: write(createInvite),
      params: {},
      method: post,
      body: { email: `${Math.random().toString(36).slice(2)}@example.com`, role: 'user' },
    },
    {
      power: 'invites.create',
      workspace: null,
      handler: write(replaceInvite),
      params: { invite_id: invite?.id ?? '' },
      method: post,
      body: { role: 'user' },
    },
    {
      power: 'invites.delete',
      workspace: null,
      handler: write(deleteInvite),
      params: { invite_id: invite?.id ?? '' },
      method: 'DELETE',
    },
    {
      power: 'members.change_role',
      workspace: null,
      handler: write(changeMemberRole),
      params: { user_id },
      method: post,
      body: { role: 'developer' },
    },
    {
      power: 'workspaces.create',
      workspace: null,
      handler: write(createWorkspace),
      params: {},
      method: post,
      body: { name: 'Matrix' },
    },
    {
      power: 'workspaces.update',
      workspace: workspace_id,
      handler: write(updateWorkspace),
      params: { workspace_id },
      method: post,
      body: { tags: { a: 'b' } },
    },
    {
      power: 'workspace_members.add',
      workspace: workspace_id,
      handler: write(addWorkspaceMember),
      params: { workspace_id },
      method: post,
      body: { user_id, workspace_role: 'workspace_user' },
    },
    {
      power: 'workspace_members.change_role',
      workspace: workspace_id,
      handler: write(changeWorkspaceRole),
      params: place,
      method: post,
      body: { workspace_role: 'workspace_restricted_developer' },
    },
    {
      power: 'workspace_members.remove',
      workspace: workspace_id,
      handler: write(removeWorkspaceMember),
      params: place,
      method: 'DELETE',
    },
    {
      power: 'keys.rename',
      workspace: workspace_id,
      handler: write(updateApiKey),
      params: { api_key_id },
      method: post,
      body: { name: 'matrix' },
    },
    {
      power: 'keys.change_status',
      workspace: workspace_id,
      handler: write(updateApiKey),
      params: { api_key_id },
      method: post,
      body: { status: 'inactive' },
    },
    {
      power: 'keys.archive',
      workspace: workspace_id,
      handler: write(updateApiKey),
      params: { api_key_id },
      method: post,
      body: { status: 'archived' },
    },
    {
      power: 'jobs.create',
      workspace: null,
      handler: command(makePlan),
      params: {},
      method: post,
      body: { changes: [{ action: 'key.rename', input: { api_key_id, name: 'planned' } }] },
    },
    { power: 'members.remove', workspace: null, handler: write(removeMember), params: { user_id }, method: 'DELETE' },
    {
      power: 'workspaces.archive',
      workspace: workspace_id,
      handler: write(archiveWorkspace),
      params: { workspace_id },
      method: post,
    },
    { power: 'organization.read', workspace: null, handler: read(retrieveOrganization), params: {} },
    { power: 'members.read', workspace: null, handler: read(listMembers), params: {} },
    { power: 'invites.read', workspace: null, handler: read(listInvites), params: {} },
    { power: 'workspaces.read', workspace: null, handler: read(listWorkspaces), params: {} },
    { power: 'keys.read', workspace: null, handler: read(listApiKeys), params: {} },
    { power: 'usage.read', workspace: null, handler: read(viewSpend), params: {} },
    { power: 'audit.read', workspace: null, handler: read(viewAudit), params: {} },
    { power: 'proposals.read', workspace: null, handler: read(viewProposals), params: {} },
    { power: 'jobs.read', workspace: null, handler: read(viewJobs), params: {} },
    { power: 'settings.read', workspace: null, handler: read(viewSettings), params: {} },
    { power: 'settings.read', workspace: null, handler: read(viewGrants), params: {} },
    { power: 'tokens.manage', workspace: null, handler: read(viewTokens), params: {} },
    { power: 'sessions.manage', workspace: null, handler: read(viewSessions), params: {} },
    { power: 'sessions.manage', workspace: null, handler: command(endOtherSessions), params: {}, method: post },
    {
      power: 'settings.write',
      workspace: null,
      handler: command(giveGrant),
      params: {},
      method: post,
      body: { subject_kind: 'group', subject: 'matrix', role: 'auditor' },
    },
  ]
}

function mayPass(extent: Extent, workspace: string | null, mine: string): boolean {
  if (extent === 'none') return false
  return extent === 'scope' && workspace !== null ? workspace === mine : true
}

/** What a token may not do although its role may: it would give power away. */
const peopleOnly: readonly Power[] = ['settings.write']

const ways = portalRoles.flatMap((role) => (['token', 'session'] as const).map((via) => ({ role, via })))

async function outcome(ask: Ask, attempt: Attempt): Promise<string> {
  const request = {
    ...(attempt.method === undefined ? {} : { method: attempt.method }),
    ...(attempt.body === undefined ? {} : { body: attempt.body }),
  }
  const answer = await ask(attempt.handler, attempt.params, request)
  if (answer.status === 200) return 'passed'
  return [403, 404].includes(answer.status) ? 'refused' : `${answer.status} ${JSON.stringify(answer.body)}`
}

eachDatabase((_, __, place) => {
  test.each(ways)('25–29: what the routes let $role do by $via is exactly the table', async ({ role, via }) => {
    portal = await startTestPortal(await place(), { seed: { members: 80, workspaces: 8, keys: 120 } })
    await portal.runtime.mirror.refresh()
    const world = await worldOf(portal.door)
    const fit = world.workspaces.filter(
      (workspace) =>
        workspace.archived_at === null &&
        workspace.name !== 'Default' &&
        workspace.name !== 'Claude Code' &&
        world.api_keys.some((key) => key.scope.workspace_id === workspace.id && key.status === 'active') &&
        world.workspace_members.some(
          (row) =>
            row.workspace_id === workspace.id &&
            !row.inherited &&
            ['workspace_user', 'workspace_developer'].includes(row.workspace_role),
        ),
    )
    const [mine, foreign] = [fit[0]?.id ?? '', fit[1]?.id ?? '']
    expect(foreign).not.toBe('')
    const workspaces = role === 'workspace_manager' ? [mine] : null
    const ask =
      via === 'token'
        ? await askAs(portal.runtime, role, workspaces)
        : await askAsPerson(portal.runtime, { subject: role, role, ...(workspaces === null ? {} : { workspaces }) })
    const covered = new Set<Power>()
    for (const workspace of [foreign, mine]) {
      for (const build of attempts(await worldOf(portal.door), workspace).keys()) {
        // Built anew each time: what one attempt changed must not make the next one fail for another reason.
        const attempt = attempts(await worldOf(portal.door), workspace)[build]
        if (attempt === undefined) throw new Error('The list of attempts changed its length')
        covered.add(attempt.power)
        await portal.door.remove('/requests')
        const people = via === 'token' && peopleOnly.includes(attempt.power)
        const may = !people && mayPass(extentOf({ role }, attempt.power), attempt.workspace, mine)
        const expected = may ? 'passed' : 'refused'
        const found = await outcome(ask, attempt)
        expect({ role, via, power: attempt.power, own: workspace === mine, found }).toEqual({
          role,
          via,
          power: attempt.power,
          own: workspace === mine,
          found: expected,
        })
        const writes = (await portal.door.requests()).filter((request) => request.method !== 'GET')
        if (expected === 'refused') expect(writes).toEqual([])
      }
    }
    expect(powers.filter((power) => !covered.has(power))).toEqual(['audit.export', 'proposals.decide'])
    expect(Object.keys(permissions[role])).toHaveLength(powers.length)
  })
})
