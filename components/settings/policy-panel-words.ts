import { portalRoleTitle, portalRoles } from '#lib/schemas/person.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'
import { roleName } from '#lib/schemas/roles.ts'
import type { PolicyView } from '#lib/schemas/views.ts'

/** One rule as cells; `holds` when it holds only for a time. */
export type PolicyLine = { cells: readonly string[]; holds?: { from: string; until: string } }
type Section = { title: string; headers: readonly string[]; lines: readonly PolicyLine[] }
export type PolicySection = Section & { lines: readonly (PolicyLine & { key: string })[] }

type View = Pick<PolicyView, 'rules' | 'workspace_names'>

/** The rules in words, section by section as in the file; sections that say nothing are left out. */
export function policySections(view: View, timeWords: (at: string) => string): PolicySection[] {
  const { rules } = view
  const sections: Section[] = [
    { title: 'Portal roles by SSO group', headers: ['Group', 'Portal role', 'Workspaces'], lines: groupLines(view) },
    {
      title: 'Invites',
      headers: ['Allowed domains'],
      lines: rules.invites === undefined ? [] : [{ cells: [rules.invites.allowed_domains.join(', ')] }],
    },
    {
      title: 'Ceilings',
      headers: ['Portal role', 'Organization roles', 'Workspace roles'],
      lines: ceilingLines(rules),
    },
    { title: 'Protected', headers: ['What', 'Which'], lines: protectedLines(view) },
    { title: 'Reasons', headers: ['A reason is asked for', 'Where'], lines: reasonLines(view) },
    {
      title: 'Approvals',
      headers: ['A second person decides', 'Where', 'Who', 'Within'],
      lines: approvalLines(view),
    },
    {
      title: 'Freezes',
      headers: ['From', 'Until', 'Why', 'Still possible'],
      lines: rules.freeze.map(({ from, until, reason, except }) => ({
        cells: [`${timeWords(from)} `, timeWords(until), reason, except.length === 0 ? 'Nothing' : actions(except)],
        holds: { from, until },
      })),
    },
  ]
  return sections
    .filter(({ lines }) => lines.length > 0)
    .map(({ lines, ...section }) => ({ ...section, lines: lines.map((line, at) => ({ ...line, key: `${at}` })) }))
}

function groupLines({ rules, workspace_names }: View): PolicyLine[] {
  return rules.groups.map(({ group, role, workspaces }) => ({
    cells: [group, portalRoleTitle(role), workspaces === undefined ? 'All' : named(workspaces, workspace_names)],
  }))
}

function ceilingLines({ ceilings }: PolicyRules): PolicyLine[] {
  return portalRoles.flatMap((role) => {
    const ceiling = ceilings[role]
    if (ceiling === undefined) return []
    return [{ cells: [portalRoleTitle(role), roles(ceiling.org_roles), roles(ceiling.workspace_roles)] }]
  })
}

function roles(list: readonly string[] | undefined): string {
  if (list === undefined) return 'As built in'
  return list.length === 0 ? 'None' : list.map(roleName).join(', ')
}

function protectedLines({ rules, workspace_names }: View): PolicyLine[] {
  const { keys, workspaces, tags, except } = rules.protected
  const lines: [string, string][] = [
    ['Keys', keys.join(', ')],
    ['Workspaces', named(workspaces, workspace_names)],
    ['Workspaces tagged', tagWords(tags)],
    ['Still possible', actions(except)],
  ]
  const some = keys.length + workspaces.length + Object.keys(tags).length > 0
  return some ? lines.filter(([, which]) => which !== '').map((cells) => ({ cells })) : []
}

function reasonLines(view: View): PolicyLine[] {
  return view.rules.reasons.map((rule) => ({ cells: [actions(rule.actions), where(rule, view)] }))
}

function approvalLines(view: View): PolicyLine[] {
  return view.rules.approvals.map((rule) => ({
    cells: [
      actions(rule.actions),
      where(rule, view),
      rule.by === 'admin' ? 'A portal admin' : 'A portal admin or manager of the workspace',
      `${rule.expires_hours} h`,
    ],
  }))
}

function where(
  { workspaces, tags }: { workspaces?: readonly string[] | undefined; tags?: Record<string, string> | undefined },
  { workspace_names }: View,
): string {
  const parts = [
    ...(workspaces === undefined ? [] : [named(workspaces, workspace_names)]),
    ...(tags === undefined ? [] : [`tagged ${tagWords(tags)}`]),
  ]
  return parts.length === 0 ? 'Everywhere' : parts.join(', ')
}

function named(ids: readonly string[], names: Record<string, string>): string {
  return ids.map((id) => names[id] ?? `${id} (not found)`).join(', ')
}

function tagWords(tags: Record<string, string>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ')
}

function actions(patterns: readonly string[]): string {
  return patterns.includes('*') ? 'Every change' : patterns.join(', ')
}
