import 'server-only'
import { constantFrom, record } from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { ActionName } from '#lib/schemas/action-names.ts'
import { actionNames } from '#lib/schemas/action-names.ts'
import { portalRoles } from '#lib/schemas/person.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'
import { assignableOrgRoles, assignableWorkspaceRoles } from '#lib/schemas/roles.ts'

/** One decision to be made, flat: who, which action, on what, under which policy. For the tests of the decision. */

export const mine = 'wrkspc_01mine0000000000000000mi'
export const other = 'wrkspc_01other000000000000000ot'
export const noon = Date.parse('2026-12-24T12:00:00Z')

const env = { env: 'prod' }
const freeze = { from: '2026-12-24T00:00:00Z', until: '2026-12-25T00:00:00Z', reason: 'Holidays', except: [] }
const rule = { by: 'admin', expires_hours: 72 } as const

const parts = {
  role: constantFrom(...portalRoles, 'admin', 'admin', null),
  action: constantFrom(...actionNames),
  self: constantFrom(true, false, false, false),
  place: constantFrom(mine, mine, other, null),
  held_org: constantFrom('user', 'developer', 'billing', 'admin', 'managed'),
  new_org: constantFrom(...assignableOrgRoles),
  held_workspace: constantFrom('workspace_user', 'workspace_admin', 'workspace_billing'),
  new_workspace: constantFrom(...assignableWorkspaceRoles),
  invite_status: constantFrom('pending', 'expired', 'accepted'),
  email: constantFrom('a@corp.com', 'A@CORP.com', 'a@evil.com', 'a@corp.com.'),
  workspace: constantFrom('plain', 'plain', 'plain', 'archived', 'default', 'claude'),
  tags: constantFrom<Record<string, string>>({}, env, { team: 'a' }),
  tag_change: constantFrom<Record<string, string | null>>({ env: null }, { env: 'prod' }, { team: 'b' }, { env: 'x' }),
  key_name: constantFrom('prod', 'test'),
  key_status: constantFrom('active', 'active', 'inactive', 'archived', 'expired'),
  renames_too: constantFrom(true, false, false),
  ends_prod: constantFrom(true, false, false),
  reason: constantFrom(null, ' ', 'leaked'),
  invites: constantFrom<PolicyRules['invites']>(undefined, undefined, { allowed_domains: ['corp.com'] }),
  ceilings: constantFrom<PolicyRules['ceilings']>(
    {},
    {},
    { helpdesk: { org_roles: ['user'] } },
    { admin: { org_roles: ['user', 'developer'], workspace_roles: ['workspace_user'] } },
    { workspace_manager: { workspace_roles: [] }, helpdesk: { workspace_roles: ['workspace_user'] } },
  ),
  keys: constantFrom<string[]>([], [], ['prod']),
  workspaces: constantFrom<string[]>([], [], [mine]),
  protecting: constantFrom<Record<string, string>>({}, {}, env),
  except: constantFrom<string[]>([], ['key.disable'], ['workspace_member.*']),
  reasons: constantFrom<PolicyRules['reasons']>(
    [],
    [{ actions: ['key.*', 'member.remove'] }],
    [{ actions: ['workspace.archive'], tags: env }],
    [{ actions: ['*'], workspaces: [mine] }],
  ),
  approvals: constantFrom<PolicyRules['approvals']>(
    [],
    [{ ...rule, actions: ['key.rename', 'member.*', 'invite.create'] }],
    [
      { ...rule, actions: ['*'], by: 'workspace_manager', expires_hours: 12 },
      { ...rule, actions: ['workspace.*'], workspaces: [mine] },
    ],
    [{ ...rule, actions: ['workspace.archive', 'workspace.create'], tags: env, by: 'workspace_manager' }],
  ),
  freeze: constantFrom<PolicyRules['freeze']>(
    [],
    [],
    [freeze],
    [{ ...freeze, except: ['key.*', 'invite.revoke'] }],
    [{ ...freeze, from: '2026-12-24T12:00:01Z' }],
  ),
}

export type DecisionCase = {
  [P in keyof typeof parts]: (typeof parts)[P] extends Arbitrary<infer T> ? T : never
} & { action: ActionName }

export const decisionCase: Arbitrary<DecisionCase> = record(parts)

export function policyOf(it: DecisionCase): PolicyRules {
  const { invites, ceilings, keys, workspaces, protecting, except, reasons, approvals, freeze: windows } = it
  return {
    groups: [],
    invites,
    ceilings,
    protected: { keys, workspaces, tags: protecting, except },
    reasons,
    approvals,
    freeze: windows,
  }
}
