import { randomBytes } from 'node:crypto'
import { inviteSchema } from '#lib/schemas/invites.ts'
import type { Invite } from '#lib/schemas/invites.ts'
import { apiKeySchema } from '#lib/schemas/keys.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import { memberSchema } from '#lib/schemas/members.ts'
import type { Member } from '#lib/schemas/members.ts'
import { workspaceSchema } from '#lib/schemas/workspaces.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import type { EmulatedOrganization } from './emulated-organization.ts'

/** Objects that one test owns, made "in the Console"; the portal learns of them by `readAnew`. */

/** Tests of one worker share an organization, so nothing may be called the same twice. */
export function unlike(word: string): string {
  return `${word}-${randomBytes(3).toString('hex')}`
}

export async function newMember({ door }: EmulatedOrganization, fields: Partial<Member> = {}): Promise<Member> {
  const name = fields.name ?? unlike('Robin')
  const email = fields.email ?? `${name.toLowerCase()}@example.com`
  return memberSchema.parse(await door.post('/users', { name, email, role: fields.role ?? 'user' }))
}

export async function newInvite({ door }: EmulatedOrganization, fields: Partial<Invite> = {}): Promise<Invite> {
  const email = fields.email ?? `${unlike('guest')}@example.com`
  return inviteSchema.parse(await door.post('/invites', { email, role: fields.role ?? 'user' }))
}

export async function newWorkspace({ door }: EmulatedOrganization, name = unlike('Lab')): Promise<Workspace> {
  return workspaceSchema.parse(await door.post('/workspaces', { name }))
}

export async function newKey({ door }: EmulatedOrganization, workspaceId?: string, name?: string): Promise<ApiKey> {
  const scope = workspaceId === undefined ? {} : { scope: { type: 'workspace', workspace_id: workspaceId } }
  return apiKeySchema.parse(await door.post('/api_keys', { name: name ?? unlike('key'), ...scope }))
}

export async function join(
  { door }: EmulatedOrganization,
  workspaceId: string,
  member: Member,
  workspace_role: string,
): Promise<void> {
  await door.post(`/workspaces/${workspaceId}/members`, { user_id: member.id, workspace_role })
}

/** What the portal asked of the organization since `action` began that was no reading. */
export async function writesDuring({ door }: EmulatedOrganization, action: () => Promise<void>) {
  await door.remove('/requests')
  await action()
  return (await door.requests()).filter(({ method }) => method !== 'GET')
}
