import { idPatterns } from '#lib/schemas/id-patterns.ts'
import type { HistoryNoun } from '#lib/schemas/history.ts'
import type { IdKind } from '#lib/schemas/id-patterns.ts'

/** Every page and API address as a function. An id that does not match its kind throws: no address is built from it. */

function segment(kind: IdKind, id: string): string {
  if (!idPatterns[kind].test(id)) throw new TypeError(`Not a ${kind} id`)
  return id
}

const api = '/v1/organizations'

/** Admin API paths, the same upstream (`origin + path`) and at our gateway (`/api` + path). */
export const adminApiPaths = {
  me: () => `${api}/me`,
  users: () => `${api}/users`,
  user: (id: string) => `${api}/users/${segment('user', id)}`,
  invites: () => `${api}/invites`,
  invite: (id: string) => `${api}/invites/${segment('invite', id)}`,
  workspaces: () => `${api}/workspaces`,
  workspace: (id: string) => `${api}/workspaces/${segment('workspace', id)}`,
  archiveWorkspace: (id: string) => `${api}/workspaces/${segment('workspace', id)}/archive`,
  workspaceMembers: (id: string) => `${api}/workspaces/${segment('workspace', id)}/members`,
  workspaceMember: (id: string, userId: string) =>
    `${api}/workspaces/${segment('workspace', id)}/members/${segment('user', userId)}`,
  apiKeys: () => `${api}/api_keys`,
  apiKey: (id: string) => `${api}/api_keys/${segment('api_key', id)}`,
  usageMessages: () => `${api}/usage_report/messages`,
  claudeCodeUsage: () => `${api}/usage_report/claude_code`,
  costReport: () => `${api}/cost_report`,
} as const

/** The portal's own resources: what Steward knows beyond the Admin API. */
export const portalPaths = {
  overview: () => '/api/portal/overview',
  shell: () => '/api/portal/shell',
  members: () => '/api/portal/members',
  member: (id: string) => `/api/portal/members/${segment('user', id)}`,
  offboarding: (id: string) => `/api/portal/members/${segment('user', id)}/offboarding`,
  invites: () => '/api/portal/invites',
  replaceInvite: (id: string) => `/api/portal/invites/${segment('invite', id)}/replace`,
  workspaces: () => '/api/portal/workspaces',
  workspace: (id: string) => `/api/portal/workspaces/${segment('workspace', id)}`,
  access: () => '/api/portal/access',
  keys: () => '/api/portal/keys',
  spend: () => '/api/portal/spend',
  workspaceUsage: (id: string) => `/api/portal/workspaces/${segment('workspace', id)}/usage`,
  keyAccess: (id: string) => `/api/portal/keys/${segment('api_key', id)}/reach`,
  audit: () => '/api/portal/audit',
  auditEvent: (id: string) => `/api/portal/audit/${segment('event', id)}`,
  auditRows: () => '/api/portal/audit/rows',
  exportAudit: () => '/api/portal/audit/export',
  exportCheckpoints: () => '/api/portal/audit/checkpoints',
  testSiem: () => '/api/portal/siem/test',
  notices: () => '/api/portal/notices',
  testNotices: () => '/api/portal/notices/test',
  undo: (eventId: string) => `/api/portal/audit/${segment('event', eventId)}/undo`,
  proposals: () => '/api/portal/proposals',
  decideProposal: (id: string, decision: 'approve' | 'reject' | 'cancel') =>
    `/api/portal/proposals/${segment('proposal', id)}/${decision}`,
  plans: () => '/api/portal/plans',
  jobs: () => '/api/portal/jobs',
  job: (id: string) => `/api/portal/jobs/${segment('job', id)}`,
  controlJob: (id: string, act: 'cancel' | 'retry' | 'undo') => `/api/portal/jobs/${segment('job', id)}/${act}`,
  offboardingReport: (id: string) => `/api/portal/jobs/${segment('job', id)}/offboarding-report`,
  jobResults: (id: string) => `/api/portal/jobs/${segment('job', id)}/results`,
  settings: () => '/api/portal/settings',
  policy: () => '/api/portal/policy',
  sessions: () => '/api/portal/sessions',
  endSession: (id: string) => `/api/portal/sessions/${segment('session', id)}/end`,
  endOtherSessions: () => '/api/portal/sessions/end-others',
  endEverySession: () => '/api/portal/sessions/end-everybody',
  endSessionsOf: (personId: string) => `/api/portal/people/${segment('person', personId)}/end-sessions`,
  tokens: () => '/api/portal/tokens',
  revokeToken: (id: string) => `/api/portal/tokens/${segment('token', id)}/revoke`,
  grants: () => '/api/portal/grants',
  endGrant: (id: string) => `/api/portal/grants/${segment('grant', id)}/end`,
  changes: () => '/api/portal/changes',
  history: (noun: HistoryNoun) => `/api/portal/history/${noun}`,
  historyChanges: (noun: HistoryNoun) => `/api/portal/history/${noun}/difference`,
  sync: () => '/api/portal/sync',
} as const

export const pagePaths = {
  signIn: () => '/sign-in',
  overview: () => '/',
  members: () => '/members',
  member: (id: string) => `/members/${segment('user', id)}`,
  offboard: (id: string) => `/members/${segment('user', id)}/offboard`,
  invites: () => '/invites',
  workspaces: () => '/workspaces',
  workspace: (id: string) => `/workspaces/${segment('workspace', id)}`,
  access: () => '/access',
  keys: () => '/keys',
  audit: () => '/audit',
  auditEvent: (id: string) => `/audit?event=${segment('event', id)}`,
  outsideChanges: () => '/audit?q=person%3Aoutside',
  history: () => '/history',
  approvals: () => '/approvals',
  proposal: (id: string) => `/approvals?proposal=${segment('proposal', id)}`,
  jobs: () => '/jobs',
  job: (id: string) => `/jobs/${segment('job', id)}`,
  jobReport: (id: string) => `/jobs/${segment('job', id)}/report`,
  settings: () => '/settings',
} as const

export function gatewayPath(path: string): string {
  return `/api${path}`
}
