import { listKeys, retrieveKey, updateKey } from './api-keys.ts'
import { reportClaudeCode } from './claude-code-report.ts'
import type { Handler } from './context.ts'
import { reportCost } from './cost-report.ts'
import { createInvite, deleteInvite, listInvites, retrieveInvite } from './invites.ts'
import { retrieveOrganization } from './organization.ts'
import { listRateLimits, listWorkspaceRateLimits, updateWorkspaceRateLimit } from './rate-limits.ts'
import {
  archiveServiceAccount,
  createServiceAccount,
  listServiceAccounts,
  retrieveServiceAccount,
  updateServiceAccount,
} from './service-accounts.ts'
import { reportUsage } from './usage-report.ts'
import { listUsers, removeUser, retrieveUser, updateUser } from './users.ts'
import { listWebhooks } from './webhooks.ts'
import { addMember, listMembers, removeMember, retrieveMember, updateMember } from './workspace-members.ts'
import { archiveWorkspace, createWorkspace, listWorkspaces, retrieveWorkspace, updateWorkspace } from './workspaces.ts'

export type Route = {
  method: string
  /** Below `/v1/organizations`; `{name}` stands for one part. */
  path: string
  handle: Handler
  /** Refused for admin keys (contract 1). */
  oauthOnly?: boolean
  /** Without this beta the route does not exist (contract 2.4). */
  beta?: string
}

const oauthOnly = true

export const routes: readonly Route[] = [
  { method: 'GET', path: '/me', handle: retrieveOrganization },
  { method: 'GET', path: '/users', handle: listUsers },
  { method: 'GET', path: '/users/{user_id}', handle: retrieveUser },
  { method: 'POST', path: '/users/{user_id}', handle: updateUser },
  { method: 'DELETE', path: '/users/{user_id}', handle: removeUser },
  { method: 'GET', path: '/invites', handle: listInvites },
  { method: 'POST', path: '/invites', handle: createInvite },
  { method: 'GET', path: '/invites/{invite_id}', handle: retrieveInvite },
  { method: 'DELETE', path: '/invites/{invite_id}', handle: deleteInvite },
  { method: 'GET', path: '/workspaces', handle: listWorkspaces },
  { method: 'POST', path: '/workspaces', handle: createWorkspace },
  { method: 'GET', path: '/workspaces/{workspace_id}', handle: retrieveWorkspace },
  { method: 'POST', path: '/workspaces/{workspace_id}', handle: updateWorkspace },
  { method: 'POST', path: '/workspaces/{workspace_id}/archive', handle: archiveWorkspace },
  { method: 'GET', path: '/workspaces/{workspace_id}/members', handle: listMembers },
  { method: 'POST', path: '/workspaces/{workspace_id}/members', handle: addMember },
  { method: 'GET', path: '/workspaces/{workspace_id}/members/{user_id}', handle: retrieveMember },
  { method: 'POST', path: '/workspaces/{workspace_id}/members/{user_id}', handle: updateMember },
  { method: 'DELETE', path: '/workspaces/{workspace_id}/members/{user_id}', handle: removeMember },
  { method: 'GET', path: '/workspaces/{workspace_id}/rate_limits', handle: listWorkspaceRateLimits },
  { method: 'POST', path: '/workspaces/{workspace_id}/rate_limits/{rate_limit_id}', handle: updateWorkspaceRateLimit },
  { method: 'GET', path: '/api_keys', handle: listKeys },
  { method: 'GET', path: '/api_keys/{api_key_id}', handle: retrieveKey },
  { method: 'POST', path: '/api_keys/{api_key_id}', handle: updateKey },
  { method: 'GET', path: '/rate_limits', handle: listRateLimits },
  { method: 'GET', path: '/usage_report/messages', handle: reportUsage },
  { method: 'GET', path: '/usage_report/claude_code', handle: reportClaudeCode },
  { method: 'GET', path: '/cost_report', handle: reportCost },
  { method: 'GET', path: '/service_accounts', handle: listServiceAccounts, oauthOnly },
  { method: 'POST', path: '/service_accounts', handle: createServiceAccount, oauthOnly },
  { method: 'GET', path: '/service_accounts/{service_account_id}', handle: retrieveServiceAccount, oauthOnly },
  { method: 'POST', path: '/service_accounts/{service_account_id}', handle: updateServiceAccount, oauthOnly },
  { method: 'POST', path: '/service_accounts/{service_account_id}/archive', handle: archiveServiceAccount, oauthOnly },
  { method: 'GET', path: '/webhooks', handle: listWebhooks, beta: 'webhooks-2026-10-07' },
]
