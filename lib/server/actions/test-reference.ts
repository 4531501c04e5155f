import 'server-only'
import { mine, noon } from './test-decisions.ts'
import type { DecisionCase } from './test-decisions.ts'

/**
 * The whole decision a second time, by somebody who did not look at the first: rows of what stops a change, tried from
 * top to bottom. It shares no code with lib/rules, so that an error there has no twin here.
 */

type Row = [actions: RegExp, stops: (it: DecisionCase) => boolean]

const low = /^(user|claude_code_user|developer)$/
const lowHere = /^workspace_(user|restricted_developer|developer)$/

/** A portal role's letter, and what it may be tried with at all. */
const rights: [RegExp, string][] = [
  [/^invite\./, 'HA'],
  [/^member\.change_role$/, 'HA'],
  [/^member\.remove$/, 'A'],
  [/^workspace\.(create|archive)$/, 'A'],
  [/^workspace\.(rename|tag|update)$/, 'WA'],
  [/^workspace_member\./, 'HWA'],
  [/^key\./, 'WA'],
]
const letters: Record<string, string> = { helpdesk: 'H', workspace_manager: 'W', admin: 'A', auditor: 'V' }
const letter = (it: DecisionCase) => letters[it.role ?? ''] ?? '?'

/** The workspace an action is about; those on members and invites have none. */
const placeOf = (it: DecisionCase) => {
  if (/^(invite|member)\./.test(it.action) || it.action === 'workspace.create') return null
  return it.place === null && !it.action.startsWith('key.') ? mine : it.place
}

const orgReach = (it: DecisionCase, role: string) =>
  letter(it) === 'A' ? low.test(role) || role === 'billing' : letter(it) === 'H' && low.test(role)
const workspaceReach = (it: DecisionCase, role: string) =>
  lowHere.test(role) || (role === 'workspace_admin' && letter(it) !== 'H')

const builtIn: Row[] = [
  [/./, (it) => !rights.some(([actions, who]) => actions.test(it.action) && who.includes(letter(it)))],
  [/^(workspace|workspace_member|key)\./, (it) => letter(it) === 'W' && placeOf(it) !== mine],
  [/^(member|workspace_member)\./, (it) => it.self],
  [/^(member\.|invite\.(revoke|resend|change_role))/, (it) => !orgReach(it, it.held_org)],
  [/^(member\.change_role|invite\.(create|change_role))$/, (it) => !orgReach(it, it.new_org)],
  [/^invite\.(revoke|resend|change_role)$/, (it) => it.invite_status === 'accepted'],
  [/^invite\.revoke$/, (it) => it.invite_status === 'expired'],
  [/^(workspace\.(rename|tag|update|archive)|workspace_member\.)/, (it) => it.workspace === 'archived'],
  [/^(workspace\.(rename|archive)|workspace_member\.)/, (it) => it.workspace === 'default'],
  [/^workspace\.(archive|rename)$/, (it) => it.workspace === 'claude'],
  [/^workspace_member\.(change_role|remove)$/, (it) => it.held_org === 'admin'],
  [/^workspace_member\.remove$/, (it) => it.held_org === 'billing' || !workspaceReach(it, it.held_workspace)],
  [
    /^workspace_member\.change_role$/,
    (it) =>
      (it.held_org === 'billing' && it.new_workspace !== 'workspace_admin') ||
      (it.held_workspace !== 'workspace_billing' && !workspaceReach(it, it.held_workspace)),
  ],
  [/^workspace_member\.(add|change_role)$/, (it) => !workspaceReach(it, it.new_workspace)],
  [/^key\./, (it) => it.key_status === 'archived'],
  [/^key\.(enable|disable)$/, (it) => it.key_status === 'expired'],
]

/** Every action the change is: a key's status and name may be changed in one call, a workspace's name and tags, too. */
function allActions(it: DecisionCase): string[] {
  if (/^key\.(enable|disable|archive)$/.test(it.action) && it.renames_too) return [it.action, 'key.rename']
  if (it.action === 'workspace.rename' && it.renames_too) return ['workspace.rename', 'workspace.tag']
  return [it.action]
}

const fits = (patterns: readonly string[], action: string) =>
  patterns.some((pattern) => new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(action))

const isProd = (tags: Record<string, string | null>) => tags['env'] === 'prod'
const before = (it: DecisionCase) => placeOf(it) !== null && isProd(it.tags)
const changesTags = (it: DecisionCase) => allActions(it).includes('workspace.tag')
const after = (it: DecisionCase) => {
  if (it.action === 'workspace.create') return isProd(it.tag_change)
  return changesTags(it) ? isProd({ ...it.tags, ...it.tag_change }) : before(it)
}

function isAbout(
  rule: { actions: string[]; workspaces?: string[] | undefined; tags?: object | undefined },
  it: DecisionCase,
) {
  const place = placeOf(it)
  for (const id of rule.workspaces ?? [place]) if (id !== place) return false
  const named = allActions(it).some((action) => fits(rule.actions, action))
  if (rule.tags === undefined) return named
  if (changesTags(it) && before(it) && !after(it)) return true
  return named && (before(it) || after(it))
}

const ending = /^(member\.remove|workspace_member\.remove|workspace\.archive)$/

const policyRows: [code: string, stops: (it: DecisionCase) => boolean][] = [
  [
    'frozen',
    (it) =>
      it.freeze.some(
        (window) => Date.parse(window.from) <= noon && allActions(it).some((action) => !fits(window.except, action)),
      ),
  ],
  [
    'protected',
    (it) => {
      if (allActions(it).every((action) => fits(it.except, action))) return false
      const prodIsKept = it.keys.length > 0
      const place = placeOf(it)
      return (
        (it.action.startsWith('key.') && prodIsKept && it.key_name === 'prod') ||
        (place !== null && it.workspaces.includes(place)) ||
        (place !== null && isProd(it.protecting) && (before(it) || after(it))) ||
        (ending.test(it.action) && prodIsKept && it.ends_prod)
      )
    },
  ],
  [
    'above_policy_ceiling',
    (it) => {
      const ceiling = it.role === null ? undefined : it.ceilings[it.role]
      const roles: string[] = []
      if (/^(member\.|invite\.(revoke|resend|change_role))/.test(it.action)) roles.push(it.held_org)
      if (/^(member\.change_role|invite\.(create|change_role))$/.test(it.action)) roles.push(it.new_org)
      if (/^workspace_member\.(change_role|remove)$/.test(it.action)) roles.push(it.held_workspace)
      if (/^workspace_member\.(add|change_role)$/.test(it.action)) roles.push(it.new_workspace)
      for (const role of roles) {
        if (role === 'workspace_billing') continue
        const list: readonly string[] | undefined = role.startsWith('workspace_')
          ? ceiling?.workspace_roles
          : ceiling?.org_roles
        if (list !== undefined && !list.includes(role)) return true
      }
      return false
    },
  ],
  [
    'domain_refused',
    (it) =>
      it.invites !== undefined &&
      /^invite\.(create|resend|change_role)$/.test(it.action) &&
      !/^[a-z]@corp\.com$/i.test(it.email),
  ],
  ['reason_required', (it) => it.reason !== 'leaked' && it.reasons.some((rule) => isAbout(rule, it))],
]

/** `refused` by the built-in rules, the policy's code, or `go`, or who must approve and within how many hours. */
export function referenceDecision(it: DecisionCase): string {
  for (const [actions, stops] of builtIn) if (actions.test(it.action) && stops(it)) return 'refused'
  for (const [code, stops] of policyRows) if (stops(it)) return code
  let [by, hours] = ['', Infinity]
  for (const rule of it.approvals) {
    if (!isAbout(rule, it)) continue
    if (by !== 'admin') by = rule.by
    if (rule.expires_hours < hours) hours = rule.expires_hours
  }
  return by === '' ? 'go' : `${by} within ${hours}`
}
