import 'server-only'
import { createInvite, replaceInvite } from '#lib/server/actions/invites.ts'
import { updateApiKey } from '#lib/server/actions/keys.ts'
import { changeMemberRole, removeMember } from '#lib/server/actions/members.ts'
import { addWorkspaceMember } from '#lib/server/actions/workspace-members.ts'
import { archiveWorkspace, createWorkspace, updateWorkspace } from '#lib/server/actions/workspaces.ts'
import { write } from '#lib/server/http/route.ts'
import type { Answer, Ask } from '#lib/server/testing/portal.ts'
import type { WorldState } from '#lib/server/testing/world.ts'

/** Something that passes when nothing forbids it, and what it is called when the policy does. */
type Attempt = { code: string; act: (ask: Ask, parts: Parts) => Promise<Answer> }

export type Parts = ReturnType<typeof partsOf>

/** What of the organization the attempts are made on. */
export function partsOf(world: WorldState) {
  const [workspace] = world.workspaces.filter(
    ({ tags, archived_at }) => archived_at === null && tags['environment'] === 'production',
  )
  const key = world.api_keys.find(
    ({ scope, status }) => status === 'active' && scope.workspace_id === workspace?.id && workspace !== undefined,
  )
  const owned = world.api_keys.find(({ principal, status }) => status === 'active' && principal?.user_id !== undefined)
  const inside = new Set(
    world.workspace_members.filter((row) => row.workspace_id === workspace?.id).map((row) => row.user_id),
  )
  const member = world.users.find(({ id, role }) => role === 'user' && !inside.has(id))
  const invite = world.invites.find(({ status, role }) => status === 'pending' && role === 'user')
  if (!workspace || !key || !owned || !member || !invite) throw new Error('The seed lacks something')
  return { workspace, key, owned, member, invite }
}

export const post = (body: unknown, headers: Record<string, string> = {}) => ({ method: 'POST', body, headers })
export const archiveKey = (ask: Ask, { key }: Parts, headers?: Record<string, string>) =>
  ask(write(updateApiKey), { api_key_id: key.id }, post({ status: 'archived' }, headers))
const tag = (ask: Ask, { workspace }: Parts, tags: object) =>
  ask(write(updateWorkspace), { workspace_id: workspace.id }, post({ tags }))

export const freeze = { from: '2020-01-01T00:00:00Z', until: '2099-01-01T00:00:00Z', reason: 'Holidays' }
/** One policy file with all that must not get past it. */
export const batches: { policy: (parts: Parts) => object; attempts: Record<string, Attempt> }[] = [
  { policy: () => ({ freeze: [freeze] }), attempts: { 'a freeze': { code: '403 frozen', act: archiveKey } } },
  {
    policy: ({ key, owned }) => ({
      protected: { keys: [key.name, owned.id] },
      ceilings: { admin: { org_roles: ['user'] } },
      invites: { allowed_domains: ['corp.example'] },
      reasons: [{ actions: ['workspace.tag'] }],
    }),
    attempts: {
      'a protected key': {
        code: '403 protected_key',
        act: (ask, { key }) => ask(write(updateApiKey), { api_key_id: key.id }, post({ status: 'inactive' })),
      },
      'a protected key that would end with its owner': {
        code: '403 protected_key',
        act: (ask, { owned }) =>
          ask(write(removeMember), { user_id: owned.principal?.user_id ?? '' }, { method: 'DELETE' }),
      },
      'a protected key that would end with its workspace': {
        code: '403 protected_key',
        act: (ask, { workspace }) => ask(write(archiveWorkspace), { workspace_id: workspace.id }, post({})),
      },
      'a ceiling': {
        code: '403 above_policy_ceiling',
        act: (ask, { member }) => ask(write(changeMemberRole), { user_id: member.id }, post({ role: 'developer' })),
      },
      'an address elsewhere': {
        code: '403 domain_refused',
        act: (ask) => ask(write(createInvite), {}, post({ email: 'new@elsewhere.example', role: 'user' })),
      },
      'an invite elsewhere, sent again': {
        code: '403 domain_refused',
        act: (ask, { invite }) => ask(write(replaceInvite), { invite_id: invite.id }, post({})),
      },
      'a missing reason': { code: '403 reason_required', act: (ask, parts) => tag(ask, parts, { team: 'b' }) },
    },
  },
  {
    policy: () => ({ protected: { tags: { environment: 'production' } } }),
    attempts: {
      'a protected workspace’s members': {
        code: '403 protected_workspace',
        act: (ask, { workspace, member }) =>
          ask(
            write(addWorkspaceMember),
            { workspace_id: workspace.id },
            post({ user_id: member.id, workspace_role: 'workspace_user' }),
          ),
      },
      'a protected workspace’s keys': { code: '403 protected_workspace', act: archiveKey },
      'a protecting tag that would go': {
        code: '403 protected_workspace',
        act: (ask, parts) => tag(ask, parts, { environment: null }),
      },
    },
  },
  {
    policy: ({ workspace }) => ({
      approvals: [
        { actions: ['key.archive', 'key.rename'], workspaces: [workspace.id] },
        { actions: ['workspace.archive', 'workspace.create'], tags: { environment: 'production' } },
      ],
    }),
    attempts: {
      'a second person': { code: '403 approval_required', act: archiveKey },
      'a tag that would go before the deed': {
        code: '403 approval_required',
        act: (ask, parts) => tag(ask, parts, { environment: null }),
      },
      'a new workspace with a tag': {
        code: '403 approval_required',
        act: (ask) => ask(write(createWorkspace), {}, post({ name: 'New', tags: { environment: 'production' } })),
      },
      'a rename beside another change': {
        code: '403 approval_required',
        act: (ask, { key }) =>
          ask(write(updateApiKey), { api_key_id: key.id }, post({ status: 'inactive', name: 'x' })),
      },
    },
  },
]
