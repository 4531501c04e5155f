import type { Person, PortalRole } from '#lib/schemas/person.ts'
import type { ApprovalRule, PolicyRules } from '#lib/schemas/policy.ts'
import { matchesAny } from './action-patterns.ts'
import { ceilingVerdict, domainVerdict, freezeVerdict } from './policy-limits.ts'
import { protectionVerdict } from './protection.ts'
import type { NamedKey, Tags } from './protection.ts'
import { firstRefusal, notPermitted } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** What an action tells about itself that rules look at. */
export type PolicyFacts = {
  /** Other actions that this change is as well: a rename that also sets tags is a `workspace.tag`, too. */
  also?: readonly string[]
  /** The organization role that would be given, and the one held now. */
  org_role?: string
  held_org_role?: string
  workspace_role?: string
  held_workspace_role?: string
  /** Whom an invite addresses. */
  email?: string
  key?: NamedKey
  /** The name the key would have: nobody makes a key protected by giving it a protected name. */
  key_name_after?: string
  /** Keys that would end together with the object. */
  ending_keys?: readonly NamedKey[]
  /** The workspace's tags as upstream holds them now, and as the change would leave them. */
  tags?: Tags
  tags_after?: Tags
}

export type PolicyWorkspace = { id: string; name: string; tags: Tags }

export type PolicyQuestion = {
  action: string
  person: Pick<Person, 'role' | 'workspaces' | 'via' | 'maker'>
  target: { kind: string; id: string | null }
  /** The workspace the object truly belongs to, or is; null when it belongs to none. */
  workspace: PolicyWorkspace | null
  facts: PolicyFacts
  reason: string | null
  at_ms: number
}

/** `approval` is the rule that asks for a second person; null when the person may go on alone. */
export type Ruling = { verdict: Verdict; approval: ApprovalRule | null }

/**
 * What the policy file says to one change that the built-in rules already allow: first what it refuses to everybody
 * (freeze, protected objects), then to this role or address, then the reason, then the second person.
 */
export function ruleOn(policy: PolicyRules, question: PolicyQuestion): Ruling {
  const { facts, person, at_ms } = question
  const actions = actionsOf(question)
  const verdict = firstRefusal(
    () => freezeVerdict(policy.freeze, actions, at_ms),
    () => protectionVerdict(policy.protected, { actions, workspace: workspaceSeen(question), facts }),
    () => ceilingVerdict(person.role === null ? undefined : policy.ceilings[person.role], facts),
    // A token reaches no further than the person who made it, by the company's ceilings, too.
    () => ceilingVerdict(person.maker?.role ? policy.ceilings[person.maker.role] : undefined, facts),
    () => domainVerdict(policy.invites?.allowed_domains, facts.email),
    () =>
      (question.reason ?? '').trim() === '' && policy.reasons.some((rule) => covers(rule, question))
        ? reasonRequired
        : { allowed: true },
  )
  if (!verdict.allowed) return { verdict, approval: null }
  return { verdict, approval: strictest(policy.approvals.filter((rule) => covers(rule, question))) }
}

const reasonRequired = notPermitted(
  'reason_required',
  'The policy file asks for a reason. Say why in a few words, then do it again.',
)

type Scoped = {
  actions: readonly string[]
  workspaces?: readonly string[] | undefined
  tags?: Tags | undefined
}

/**
 * True when the rule is about this action on this object. Tags count as they are and as they would become, and whoever
 * takes a tag away faces the rules that hang on it: else the tag would go first and the deed would follow.
 */
export function covers(rule: Scoped, question: Pick<PolicyQuestion, 'action' | 'workspace' | 'facts'>): boolean {
  const { workspace, facts } = question
  const [before, after] = [[workspace?.tags, facts.tags].filter((tags) => tags !== undefined), facts.tags_after]
  const { actions, workspaces, tags } = rule
  if (workspaces !== undefined && (workspace === null || !workspaces.includes(workspace.id))) return false
  const named = actionsOf(question).some((action) => matchesAny(actions, action))
  if (tags === undefined) return named
  const [held, stays] = [before.some((some) => holdsAll(some, tags)), after !== undefined && holdsAll(after, tags)]
  const leaves = held && after !== undefined && !stays
  return leaves || (named && (held || stays))
}

function actionsOf({ action, facts }: Pick<PolicyQuestion, 'action' | 'facts'>): readonly string[] {
  return facts.also === undefined ? [action] : [action, ...facts.also]
}

function workspaceSeen({ workspace, facts }: Pick<PolicyQuestion, 'workspace' | 'facts'>): {
  id: string | null
  tags: Tags[]
} {
  const tags = [workspace?.tags, facts.tags, facts.tags_after].filter((held) => held !== undefined)
  return { id: workspace?.id ?? null, tags }
}

function holdsAll(held: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(held, key) && held[key] === value)
}

/** Of several rules the strictest of each part holds: the portal admin decides, within the shortest time. */
function strictest(rules: readonly ApprovalRule[]): ApprovalRule | null {
  const [first] = rules
  if (first === undefined) return null
  const rule = rules.find(({ by }) => by === 'admin') ?? first
  return { ...rule, expires_hours: Math.min(...rules.map(({ expires_hours }) => expires_hours)) }
}

/** Whether somebody of this portal role may decide what the rule asks for. Their workspaces are asked elsewhere. */
export function mayDecide(rule: ApprovalRule, role: PortalRole | null): boolean {
  return role === 'admin' || (rule.by === 'workspace_manager' && role === 'workspace_manager')
}
