'use client'
import type { ReactNode } from 'react'
import { createContext, use, useMemo } from 'react'
import { useNow } from '#components/ui/use-now.ts'
import { asksOf, foreseen } from '#lib/rules/policy-in-force.ts'
import type { BrowserQuestion } from '#lib/rules/policy-in-force.ts'
import { domainVerdict, isFrozen } from '#lib/rules/policy-limits.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import type { PolicyAsks, PolicyInForce } from '#lib/schemas/policy-in-force.ts'

export type PolicyHere = {
  /** Why the change may not be made: the built-in rules' reason first, then the policy file's; null when it may. */
  refusal: (verdict: Verdict, question: BrowserQuestion) => string | null
  /** Why this address may not be invited, whatever the role; null when it may. */
  domain: (email: string) => string | null
  /** What the change will be asked for; `workspaceId` is the object's own, null when it has none. */
  asks: (action: string, workspaceId?: string | null) => PolicyAsks
  /** The freeze that holds now, of several the one that lasts longest. */
  frozen: PolicyInForce['freeze'][number] | null
}

const PolicyContext = createContext<PolicyHere | null>(null)

export function PolicyProvider({ policy, children }: { policy: PolicyInForce; children: ReactNode }) {
  const at = lastTurn(policy, useNow() ?? policy.told_ms)
  const here = useMemo((): PolicyHere => {
    const frozen = policy.freeze.filter((window) => isFrozen(window, at))
    return {
      refusal: (verdict, question) => {
        if (!verdict.allowed) return verdict.reason
        const foreseeable = foreseen(policy, question, at)
        return foreseeable.allowed ? null : foreseeable.reason
      },
      domain: (email) => {
        const verdict = domainVerdict(policy.allowed_domains ?? undefined, email)
        return verdict.allowed ? null : verdict.reason
      },
      asks: (action, workspaceId = null) => asksOf(policy, action, workspaceId),
      frozen: frozen.toSorted((a, b) => Date.parse(b.until) - Date.parse(a.until))[0] ?? null,
    }
  }, [policy, at])
  return <PolicyContext value={here}>{children}</PolicyContext>
}

/** The latest moment at which a freeze began or ended: the clock goes on, but nothing else changes with it. */
function lastTurn(policy: PolicyInForce, now: number): number {
  const turns = policy.freeze.flatMap(({ from, until }) => [Date.parse(from), Date.parse(until)])
  return Math.max(0, ...turns.filter((turn) => turn <= now))
}

/** What the policy file lets this person do, and what it asks for. */
export function usePolicy(): PolicyHere {
  const policy = use(PolicyContext)
  if (policy === null) throw new Error('usePolicy outside the portal layout')
  return policy
}
