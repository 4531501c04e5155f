import 'server-only'
import { createInvite } from '#lib/server/actions/invites.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { changeMemberRole, removeMember } from '#lib/server/actions/members.ts'
import { addWorkspaceMember, removeWorkspaceMember } from '#lib/server/actions/workspace-members.ts'
import { archiveWorkspace, updateWorkspace } from '#lib/server/actions/workspaces.ts'
import { write } from '#lib/server/http/route.ts'
import type { History } from './history.ts'
import type { WorldState } from './world.ts'

/** What a step must be told as: so many changes outside, and whether other changes may follow from it. */
export type Step = { name: string; outside: number; run: () => Promise<unknown> }
type Pick = <T>(items: readonly T[]) => T | undefined

const plainRoles = ['user', 'developer', 'claude_code_user']

/** Changes that are possible in this world, each made in the Console or through Steward. */
export function possibleSteps(history: History, world: WorldState, pick: Pick, at: number): Step[] {
  return [...memberSteps(history, world, pick, at), ...objectSteps(history, world, pick, at)]
}

function memberSteps({ door, act }: History, world: WorldState, pick: Pick, at: number): Step[] {
  const user = pick(world.users.filter(({ role }) => plainRoles.includes(role)))
  const invite = pick(world.invites.filter(({ status }) => status === 'pending'))
  const role = pick([...plainRoles, 'billing'].filter((one) => one !== user?.role)) ?? 'billing'
  const user_id = user?.id ?? ''
  const body = { email: `step.${at}@example.com`, role: 'user' }
  return [
    { name: 'console role', outside: 1, run: () => door.post(`/users/${user_id}`, { role }) },
    { name: 'console admin', outside: 1, run: () => door.post(`/users/${user_id}`, { role: 'admin' }) },
    { name: 'console removal', outside: 1, run: () => door.remove(`/users/${user_id}`) },
    { name: 'console member', outside: 1, run: () => door.post('/users', { ...body, name: `Step ${at}` }) },
    { name: 'console invite', outside: 1, run: () => door.post('/invites', body) },
    ...(invite === undefined
      ? []
      : [{ name: 'acceptance', outside: 0, run: () => door.post(`/invites/${invite.id}/accept`, {}) }]),
    { name: 'our role', outside: 0, run: () => act(write(changeMemberRole), { user_id }, 'POST', { role }) },
    { name: 'our removal', outside: 0, run: () => act(write(removeMember), { user_id }, 'DELETE') },
    { name: 'our invite', outside: 0, run: () => act(write(createInvite), {}, 'POST', body) },
  ]
}

function objectSteps(history: History, world: WorldState, pick: Pick, at: number): Step[] {
  const { door, act } = history
  const key = pick(world.api_keys.filter(({ status }) => status === 'active'))
  const open = world.workspaces.filter(({ name, archived_at }) => archived_at === null && !fixed.includes(name))
  const workspace = pick(open)
  const workspace_id = workspace?.id ?? ''
  const api_key_id = key?.id ?? ''
  const name = `Step ${at}`
  return [
    { name: 'console key', outside: 1, run: () => door.post('/api_keys', { name }) },
    { name: 'console status', outside: 1, run: () => door.post(`/api_keys/${api_key_id}`, { status: 'inactive' }) },
    { name: 'console workspace', outside: 1, run: () => door.post('/workspaces', { name }) },
    { name: 'console rename', outside: 1, run: () => door.post(`/workspaces/${workspace_id}`, { name }) },
    ...membershipSteps(history, world, pick, workspace_id),
    { name: 'our key', outside: 0, run: () => act(write(updateApiKey), { api_key_id }, 'POST', { name }) },
    { name: 'our rename', outside: 0, run: () => act(write(updateWorkspace), { workspace_id }, 'POST', { name }) },
    ...(open.length < 4
      ? []
      : [{ name: 'our archival', outside: 0, run: () => act(write(archiveWorkspace), { workspace_id }, 'POST') }]),
  ]
}

const fixed = ['Default', 'Claude Code']

function membershipSteps({ door, act }: History, world: WorldState, pick: Pick, workspace_id: string): Step[] {
  const inside = world.workspace_members.filter((row) => row.workspace_id === workspace_id)
  const plain = world.users.filter(({ role }) => plainRoles.includes(role))
  const newcomer = pick(plain.filter(({ id }) => !inside.some(({ user_id }) => user_id === id)))
  const holder = pick(plain.filter(({ id }) => inside.some(({ user_id }) => user_id === id)))
  const place = `/workspaces/${workspace_id}/members`
  const body = { user_id: newcomer?.id ?? '', workspace_role: 'workspace_developer' }
  const held = { workspace_id, user_id: holder?.id ?? '' }
  return [
    { name: 'console joining', outside: 1, run: () => door.post(place, body) },
    { name: 'our joining', outside: 0, run: () => act(write(addWorkspaceMember), { workspace_id }, 'POST', body) },
    ...(holder === undefined
      ? []
      : [
          { name: 'console leaving', outside: 1, run: () => door.remove(`${place}/${holder.id}`) },
          { name: 'our leaving', outside: 0, run: () => act(write(removeWorkspaceMember), held, 'DELETE') },
        ]),
  ]
}
