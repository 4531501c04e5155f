import type { ApprovalRule, Ceiling, FreezeWindow } from './policy.ts'

/** A rule as the browser needs it: `workspaces` are those of the person's sight that it is about, null for any object. */
export type AskingRule = { actions: readonly string[]; workspaces: readonly string[] | null }

/** What one person's browser knows of the policy file: enough to say beforehand what the server will say. */
export type PolicyInForce = {
  /** Null when every domain may be invited, or when this person invites nobody. */
  allowed_domains: readonly string[] | null
  /** Of this person's portal role. */
  ceiling: Ceiling
  /** Windows that have not ended, the one that begins first in front. */
  freeze: readonly FreezeWindow[]
  /** Actions that stay possible on protected objects. */
  protected_except: readonly string[]
  reasons: readonly AskingRule[]
  approvals: readonly (AskingRule & Pick<ApprovalRule, 'by' | 'expires_hours'>)[]
  /** When the server told it, in epoch milliseconds. */
  told_ms: number
}

/** What a change will be asked for. `approval` says who decides; null when no second person is needed. */
export type PolicyAsks = { reason: boolean; approval: ApprovalRule['by'] | null }
