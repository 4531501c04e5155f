import type { HistoryNoun, HistoryValue } from '#lib/schemas/history.ts'
import { roleName } from '#lib/schemas/roles.ts'
import { moment } from '#components/ui/time-words.ts'

export type Names = Readonly<Record<string, string>>

export const nounWords: Record<HistoryNoun, { title: string; one: string; many: string }> = {
  members: { title: 'Members', one: 'member', many: 'members' },
  invites: { title: 'Invites', one: 'invite', many: 'invites' },
  workspaces: { title: 'Workspaces', one: 'workspace', many: 'workspaces' },
  keys: { title: 'API keys', one: 'API key', many: 'API keys' },
}

/** "Role in Research", "Tag team", "Expires at". */
export function fieldWords(field: string, names: Names): string {
  const [group = '', ...rest] = field.split('.')
  const name = rest.join('.')
  if (group === 'workspaces') return `Role in ${names[name] ?? name}`
  if (group === 'tags') return `Tag ${name}`
  const words = (name === '' ? group : `${group} ${name}`).replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const kindNames: Readonly<Record<string, string>> = {
  personal: 'Personal',
  service_account: 'Service account',
  workspace: 'Workspace',
}

/** A value as people read it: ids by their names, roles by the Console's words, times in UTC. */
export function valueWords(field: string, value: HistoryValue, names: Names): string {
  if (value === null) return '–'
  if (typeof value === 'number') return value.toLocaleString('en')
  if (field === 'role' || field.startsWith('workspaces.')) return roleName(value)
  if (field.endsWith('_at')) return moment(value)
  if (field === 'kind') return kindNames[value] ?? value
  if (field === 'status') return value.charAt(0).toUpperCase() + value.slice(1)
  return names[value] ?? value
}
