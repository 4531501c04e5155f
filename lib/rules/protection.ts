import type { PolicyRules } from '#lib/schemas/policy.ts'
import { matchesAny } from './action-patterns.ts'
import { notPermitted, yes } from './verdict.ts'
import type { Verdict } from './verdict.ts'

export type Tags = Readonly<Record<string, string>>
export type NamedKey = { id: string; name: string }

/** What is protected; the exceptions are asked apart, because they depend on the action. */
export type Protected = Pick<PolicyRules['protected'], 'keys' | 'workspaces' | 'tags'>

const whoHelps = 'Whoever keeps the policy file can lift that.'
const protectedKey = `The policy file protects this key: it cannot be renamed, disabled, enabled or archived here. ${whoHelps}`
const keyOfProtectedWorkspace = `The policy file protects this key’s workspace, so the key cannot be changed here. ${whoHelps}`
const protectedWorkspace = `The policy file protects this workspace: it, its members and its keys cannot be changed here. ${whoHelps}`

/** Why nobody may touch this key, in words; null when it is not protected. */
export function keyProtection(
  rules: Protected,
  key: NamedKey,
  workspace: { id: string; tags: Tags } | null,
): string | null {
  if (isNamed(rules, key)) return protectedKey
  return workspace !== null && isProtected(rules, workspace.id, [workspace.tags]) ? keyOfProtectedWorkspace : null
}

/** Why nobody may touch this workspace, its members or its keys; null when it is not protected. */
export function workspaceProtection(rules: Protected, workspace: { id: string; tags: Tags }): string | null {
  return isProtected(rules, workspace.id, [workspace.tags]) ? protectedWorkspace : null
}

type Touched = {
  actions: readonly string[]
  /** With its tags as they are and as they would become: whatever would make it protected is stopped, too. */
  workspace: { id: string | null; tags: readonly Tags[] }
  facts: { key?: NamedKey; key_name_after?: string; ending_keys?: readonly NamedKey[] }
}

/** Refuses what would touch a protected object, or end a protected key along with something else. */
export function protectionVerdict(rules: PolicyRules['protected'], { actions, workspace, facts }: Touched): Verdict {
  if (actions.every((action) => matchesAny(rules.except, action))) return yes
  const { key, ending_keys = [] } = facts
  if (key !== undefined && isNamed(rules, key)) return notPermitted('protected_key', protectedKey)
  if (facts.key_name_after !== undefined && rules.keys.includes(facts.key_name_after))
    return notPermitted('protected_name', `The policy file protects this name: no other key may take it. ${whoHelps}`)
  // A workspace that is not made yet is nobody's: making one with a protecting tag takes nothing away.
  if (workspace.id !== null && isProtected(rules, workspace.id, workspace.tags))
    return notPermitted('protected_workspace', key === undefined ? protectedWorkspace : keyOfProtectedWorkspace)
  const ending = ending_keys.find((candidate) => isNamed(rules, candidate))
  if (ending === undefined) return yes
  return notPermitted(
    'protected_key',
    `This would end the key ${ending.name}, which the policy file protects. ${whoHelps}`,
  )
}

function isNamed(rules: Pick<Protected, 'keys'>, key: NamedKey): boolean {
  return rules.keys.includes(key.id) || rules.keys.includes(key.name)
}

function isProtected(rules: Protected, id: string, tags: readonly Tags[]): boolean {
  if (rules.workspaces.includes(id)) return true
  return Object.entries(rules.tags).some(([name, value]) =>
    tags.some((held) => Object.hasOwn(held, name) && held[name] === value),
  )
}
