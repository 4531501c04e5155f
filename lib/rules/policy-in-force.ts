import type { Person } from '#lib/schemas/person.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'
import type { AskingRule, PolicyAsks, PolicyInForce } from '#lib/schemas/policy-in-force.ts'
import { matchesAny } from './action-patterns.ts'
import { extentOf } from './permissions.ts'
import { ceilingVerdict, domainVerdict, freezeVerdict } from './policy-limits.ts'
import { covers } from './policy-rules.ts'
import type { PolicyFacts, PolicyWorkspace } from './policy-rules.ts'
import { firstRefusal, notPermitted, yes } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/**
 * What this person's browser may know of the policy. Rules about certain workspaces are told by the ids of those within
 * the person's sight; a rule about none of them is not told at all.
 */
export function policyInForce(
  rules: PolicyRules,
  person: Person,
  visible: readonly PolicyWorkspace[],
  at_ms: number,
): PolicyInForce {
  const told = <R extends PolicyRules['reasons'][number]>(list: readonly R[]): (R & AskingRule)[] =>
    list.flatMap((rule) => {
      const workspaces = workspacesOf(rule, visible)
      return workspaces?.length === 0 ? [] : [{ ...rule, workspaces, tags: undefined }]
    })
  const invites = extentOf(person, 'invites.create') === 'none' ? undefined : rules.invites
  return {
    allowed_domains: invites?.allowed_domains ?? null,
    ceiling: (person.role === null ? undefined : rules.ceilings[person.role]) ?? {},
    freeze: rules.freeze
      .filter(({ until }) => Date.parse(until) > at_ms)
      .toSorted((a, b) => Date.parse(a.from) - Date.parse(b.from)),
    protected_except: rules.protected.except,
    reasons: told(rules.reasons).map(({ actions, workspaces }) => ({ actions, workspaces })),
    approvals: told(rules.approvals).map(({ actions, workspaces, by, expires_hours }) => ({
      actions,
      workspaces,
      by,
      expires_hours,
    })),
    told_ms: at_ms,
  }
}

function workspacesOf(rule: PolicyRules['reasons'][number], visible: readonly PolicyWorkspace[]): string[] | null {
  if (rule.workspaces === undefined && rule.tags === undefined) return null
  const everyAction = { ...rule, actions: ['*'] }
  return visible.filter((workspace) => covers(everyAction, { action: '', workspace, facts: {} })).map(({ id }) => id)
}

/** What the browser asks about; `protected` comes with the row, from the server. */
export type BrowserQuestion = Pick<
  PolicyFacts,
  'org_role' | 'held_org_role' | 'workspace_role' | 'held_workspace_role' | 'email'
> & { action: string; protected?: string | null }

/** The refusals of `ruleOn` that a browser can foresee, in the same order and words. */
export function foreseen(policy: PolicyInForce, question: BrowserQuestion, at_ms: number): Verdict {
  const { action, protected: why = null, ...facts } = question
  return firstRefusal(
    () => freezeVerdict(policy.freeze, [action], at_ms),
    () => (why === null || matchesAny(policy.protected_except, action) ? yes : notPermitted('protected', why)),
    () => ceilingVerdict(policy.ceiling, facts),
    () => domainVerdict(policy.allowed_domains ?? undefined, facts.email),
  )
}

/** What the change will be asked for, beforehand. The server decides anew. */
export function asksOf(policy: PolicyInForce, action: string, workspaceId: string | null): PolicyAsks {
  const about = ({ actions, workspaces }: AskingRule) =>
    matchesAny(actions, action) && (workspaces === null || (workspaceId !== null && workspaces.includes(workspaceId)))
  const approvals = policy.approvals.filter(about)
  const [first] = approvals
  return {
    reason: policy.reasons.some(about),
    approval: approvals.some(({ by }) => by === 'admin') ? 'admin' : (first?.by ?? null),
  }
}
