import { roleName } from '#lib/schemas/roles.ts'

/** Roles as they stand in a narrow cell. The full name is always the accessible one. */
const short: Readonly<Record<string, string>> = {
  workspace_user: 'User',
  workspace_restricted_developer: 'Limited',
  workspace_developer: 'Dev',
  workspace_admin: 'Admin',
  workspace_billing: 'Billing',
  primary_owner: 'Owner',
  membership_admin: 'Mem. adm.',
  developer: 'Dev',
  claude_code_user: 'Code',
}

export function shortRole(role: string): string {
  const name = roleName(role)
  return short[role] ?? (name.startsWith('Unknown') ? role : name)
}

const washes: Readonly<Record<string, string>> = {
  workspace_admin: 'border-transparent bg-caution-wash text-caution font-strong',
  workspace_developer: 'border-transparent bg-info-wash text-info',
  workspace_restricted_developer: 'border-info/40 bg-surface text-info',
  workspace_user: 'border-line bg-surface text-ink',
}

/** The word carries the meaning; the colour only repeats it. */
export function roleWash(role: string): string {
  return washes[role] ?? 'border-line bg-surface text-soft'
}

/** Contract 7.2: more than the Playground and the bill. A role that Steward does not know is never taken for harmless. */
const modestRoles: readonly string[] = ['workspace_user', 'workspace_billing']

export function isElevated(role: string): boolean {
  return !modestRoles.includes(role)
}
