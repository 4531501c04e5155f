import type { APIRequestContext } from '@playwright/test'
import { adminApiPaths, gatewayPath, portalPaths } from '#lib/paths.ts'
import type { Power } from '#lib/rules/permissions.ts'
import type { Objects } from './access-objects.ts'
import { unlike } from './objects.ts'

export type Attempt = {
  power: Power
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  data?: object
  /** True for a POST that only tells what would happen. */
  onlyLooks?: boolean
}

export function attempts(workspace: string, { member, joined, invite, key, spare }: Objects): readonly Attempt[] {
  const post = (power: Power, path: string, data: object = {}): Attempt => ({
    power,
    method: 'POST',
    path: gatewayPath(path),
    data,
  })
  const remove = (power: Power, path: string): Attempt => ({ power, method: 'DELETE', path: gatewayPath(path) })
  const look = (power: Power, path: string): Attempt => ({ power, method: 'GET', path })
  return [
    look('organization.read', gatewayPath(adminApiPaths.me())),
    look('organization.read', portalPaths.overview()),
    look('organization.read', portalPaths.shell()),
    look('members.read', gatewayPath(adminApiPaths.users())),
    look('members.read', portalPaths.members()),
    look('members.read', portalPaths.member(joined.id)),
    look('invites.read', gatewayPath(adminApiPaths.invites())),
    look('invites.read', portalPaths.invites()),
    look('workspaces.read', gatewayPath(adminApiPaths.workspaces())),
    look('workspaces.read', gatewayPath(adminApiPaths.workspace(workspace))),
    look('workspaces.read', gatewayPath(adminApiPaths.workspaceMembers(workspace))),
    look('workspaces.read', portalPaths.workspace(workspace)),
    look('keys.read', gatewayPath(adminApiPaths.apiKeys())),
    look('keys.read', portalPaths.keys()),
    look('usage.read', portalPaths.spend()),
    look('usage.read', portalPaths.workspaceUsage(workspace)),
    look('proposals.read', portalPaths.proposals()),
    look('audit.read', portalPaths.audit()),
    look('audit.read', `${portalPaths.auditRows()}?format=csv`),
    look('audit.export', portalPaths.exportAudit()),
    look('audit.export', portalPaths.exportCheckpoints()),
    look('jobs.read', portalPaths.jobs()),
    look('settings.read', portalPaths.settings()),
    look('settings.read', portalPaths.grants()),
    look('tokens.manage', portalPaths.tokens()),
    look('sessions.manage', portalPaths.sessions()),
    post('invites.create', adminApiPaths.invites(), { email: `${unlike('new')}@example.com`, role: 'user' }),
    remove('invites.delete', adminApiPaths.invite(invite.id)),
    post('members.change_role', adminApiPaths.user(member.id), { role: 'developer' }),
    post('workspaces.create', adminApiPaths.workspaces(), { name: unlike('Made') }),
    post('workspaces.update', adminApiPaths.workspace(workspace), { tags: { touched: 'yes' } }),
    post('workspace_members.add', adminApiPaths.workspaceMembers(workspace), {
      user_id: member.id,
      workspace_role: 'workspace_user',
    }),
    post('workspace_members.change_role', adminApiPaths.workspaceMember(workspace, joined.id), {
      workspace_role: 'workspace_developer',
    }),
    remove('workspace_members.remove', adminApiPaths.workspaceMember(workspace, joined.id)),
    post('keys.rename', adminApiPaths.apiKey(key.id), { name: unlike('renamed') }),
    post('keys.change_status', adminApiPaths.apiKey(key.id), { status: 'inactive' }),
    post('keys.archive', adminApiPaths.apiKey(key.id), { status: 'archived' }),
    {
      power: 'jobs.create',
      method: 'POST',
      path: portalPaths.plans(),
      onlyLooks: true,
      data: { changes: [{ action: 'key.rename', input: { api_key_id: key.id, name: unlike('planned') } }] },
    },
    remove('members.remove', adminApiPaths.user(member.id)),
    post('workspaces.archive', adminApiPaths.archiveWorkspace(spare.id)),
  ]
}

export async function ask(routes: APIRequestContext, { method, path, data }: Attempt): Promise<number> {
  const answer = await routes.fetch(path, { method, ...(data === undefined ? {} : { data }) })
  return answer.status()
}
