import 'server-only'
import type { Lane } from './budget.ts'
import { apiKeysApi } from './api-keys.ts'
import { claudeCodeApi } from './claude-code.ts'
import type { Call } from './client.ts'
import { costApi } from './cost.ts'
import type { LaneCall } from './lane-call.ts'
import { invitesApi } from './invites.ts'
import { organizationApi } from './organization.ts'
import { usageApi } from './usage.ts'
import { usersApi } from './users.ts'
import { workspaceMembersApi } from './workspace-members.ts'
import { workspacesApi } from './workspaces.ts'

/** The Admin API by noun, in one lane of the budget. Every method returns `{ value, request_id }` or throws UpstreamError. */
export function adminApi(call: Call, lane: Lane) {
  const inLane: LaneCall = (schema, request) => call(lane, schema, request)
  return {
    organization: organizationApi(inLane),
    users: usersApi(inLane),
    invites: invitesApi(inLane),
    workspaces: workspacesApi(inLane),
    workspaceMembers: workspaceMembersApi(inLane),
    apiKeys: apiKeysApi(inLane),
    usage: usageApi(inLane),
    cost: costApi(inLane),
    claudeCode: claudeCodeApi(inLane),
  }
}

export type AdminApi = ReturnType<typeof adminApi>

/** What actions work with: the organization's objects, without the reports on its use. */
export type OrganizationApi = Omit<AdminApi, 'usage' | 'cost' | 'claudeCode'>
