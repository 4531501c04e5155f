import type { Person, PortalRole } from '#lib/schemas/person.ts'
import type { ApprovalRule, PolicyRules } from '#lib/schemas/policy.ts'
import { notPermitted, yes } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** What an action tells about itself that rules look at. */
export type PolicyFacts = {
  /** The organization role that would be given, and the one held now. */
  org_role?: string
  held_org_role?: string
  workspace_role?: string
  held_workspace_role?: string
  /** Whom an invite addresses. */
  email?: string
  key?: { id: string; name: string }
}

export type PolicyWorkspace = { id: string; name: string; tags: Readonly<Record<string, string>> }

export type PolicyQuestion = {
  action: string
  person: Pick<Person, 'role' | 'workspaces' | 'via'>
  target: { kind: string; id: string | null }
  /** The workspace the object truly belongs to, or is; null when it belongs to none. */
  workspace: PolicyWorkspace | null
  facts: PolicyFacts
  reason: string | null
  at_ms: number
}

/** `approval` is the rule that asks for a second person; null when the person may go on alone. */
export type Ruling = { verdict: Verdict; approval: ApprovalRule | null }

/** What the policy file says to one change that the built-in rules already allow. */
export function ruleOn(policy: PolicyRules, question: PolicyQuestion): Ruling {
  const asked = policy.reasons.find((rule) => covers(rule, question))
  if (asked !== undefined && (question.reason ?? '').trim() === '')
    return {
      verdict: notPermitted('reason_required', 'The policy asks for a reason. Say why, then repeat it.'),
      approval: null,
    }
  return { verdict: yes, approval: policy.approvals.find((rule) => covers(rule, question)) ?? null }
}

/** True when the rule is about this action on this object. */
export function covers(
  rule: { actions: readonly string[]; workspaces?: readonly string[] | undefined; tags?: object | undefined },
  question: Pick<PolicyQuestion, 'action' | 'workspace'>,
): boolean {
  return rule.actions.some((pattern) => matchesAction(pattern, question.action))
}

export function matchesAction(pattern: string, action: string): boolean {
  return pattern === '*' || pattern === action || (pattern.endsWith('.*') && action.startsWith(pattern.slice(0, -1)))
}

/** Whether somebody of this portal role may decide what the rule asks for. Their workspaces are asked elsewhere. */
export function mayDecide(rule: ApprovalRule, role: PortalRole | null): boolean {
  return role === 'admin' || (rule.by === 'workspace_manager' && role === 'workspace_manager')
}
