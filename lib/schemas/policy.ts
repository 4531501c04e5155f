import { z } from 'zod'
import { actionNames } from './action-names.ts'
import { workspaceId } from './ids.ts'
import { portalRoles } from './person.ts'
import { assignableOrgRoles, assignableWorkspaceRoles } from './roles.ts'

/** The policy file (docs/operations.md): what a company adds to the built-in rules. It can only narrow them. */

const groupRule = z
  .strictObject({
    group: z.string().min(1).max(256),
    role: z.enum(portalRoles),
    workspaces: z.array(workspaceId).min(1).max(1000).optional(),
  })
  .superRefine(({ role, workspaces }, context) => {
    if (role === 'workspace_manager' && workspaces === undefined) {
      context.addIssue({ code: 'custom', path: ['workspaces'], message: 'is required for a workspace_manager' })
    }
    if (role !== 'workspace_manager' && workspaces !== undefined) {
      context.addIssue({ code: 'custom', path: ['workspaces'], message: 'is only for a workspace_manager' })
    }
  })
export type GroupRule = z.infer<typeof groupRule>

const families = [...new Set(actionNames.map((name) => `${name.split('.')[0] ?? ''}.*`))]
/** An action, a family such as `key.*`, or `*` for all. */
const actionPattern = z.string().refine((text) => text === '*' || [...actionNames, ...families].includes(text), {
  error: 'is not an action, a family like key.* or *',
})
const actionPatterns = z.array(actionPattern).min(1).max(100)

const tags = z.record(z.string().min(1).max(128), z.string().max(256))

/** Which objects a rule is about; left out means any. All that is given must hold. */
const where = {
  workspaces: z.array(workspaceId).min(1).max(1000).optional(),
  tags: tags.optional(),
}

const reasonRule = z.strictObject({ actions: actionPatterns, ...where })

const approvalRule = z.strictObject({
  actions: actionPatterns,
  ...where,
  /** Who decides: a portal admin, or also a manager of the very workspace. */
  by: z.enum(['admin', 'workspace_manager']).default('admin'),
  expires_hours: z.int().min(1).max(720).default(72),
})
export type ApprovalRule = z.infer<typeof approvalRule>

const ceiling = z.strictObject({
  org_roles: z.array(z.enum(assignableOrgRoles)).optional(),
  workspace_roles: z.array(z.enum(assignableWorkspaceRoles)).optional(),
})
export type Ceiling = z.infer<typeof ceiling>

const moment = z.iso.datetime({ offset: true, error: 'is not a time like 2026-12-20T18:00:00Z' })

const freezeWindow = z
  .strictObject({
    from: moment,
    until: moment,
    reason: z.string().min(1).max(300),
    except: z.array(actionPattern).max(100).default([]),
  })
  .superRefine(({ from, until }, context) => {
    if (Date.parse(until) <= Date.parse(from))
      context.addIssue({ code: 'custom', path: ['until'], message: 'is not after from' })
  })
export type FreezeWindow = z.infer<typeof freezeWindow>

const domain = z
  .string()
  .toLowerCase()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, { error: 'is not a domain like example.com' })

export const policySchema = z.strictObject({
  groups: z.array(groupRule).max(1000).default([]),
  invites: z.strictObject({ allowed_domains: z.array(domain).min(1).max(1000) }).optional(),
  ceilings: z.partialRecord(z.enum(portalRoles), ceiling).default({}),
  protected: z
    .strictObject({
      /** By id or by exact name. */
      keys: z.array(z.string().min(1).max(500)).max(1000).default([]),
      workspaces: z.array(workspaceId).max(1000).default([]),
      /** A workspace with any of these tags. */
      tags: tags.default({}),
      /** What stays possible all the same, such as key.disable in an incident. */
      except: z.array(actionPattern).max(100).default([]),
    })
    .default({ keys: [], workspaces: [], tags: {}, except: [] }),
  reasons: z.array(reasonRule).max(100).default([]),
  approvals: z.array(approvalRule).max(100).default([]),
  freeze: z.array(freezeWindow).max(100).default([]),
})
export type PolicyRules = z.infer<typeof policySchema>

export const emptyPolicy: PolicyRules = policySchema.parse({})
