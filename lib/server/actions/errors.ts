import 'server-only'
import { NamedError } from '#lib/server/named-error.ts'
import type { Refusal } from '#lib/rules/verdict.ts'
import type { ApprovalRule } from '#lib/schemas/policy.ts'
import type { Target } from './define.ts'

/** A rule said no before anything was called. */
export class RefusedError extends NamedError {
  static override readonly errorName = 'RefusedError'

  readonly verdict: Refusal
  readonly target: Target

  constructor(verdict: Refusal, target: Target) {
    super(verdict.reason)
    this.verdict = verdict
    this.target = target
  }
}

/** Nothing was changed: the policy asks for a second person, and a proposal waits for one. */
export class ApprovalRequiredError extends NamedError {
  static override readonly errorName = 'ApprovalRequiredError'

  readonly proposalId: string
  readonly rule: ApprovalRule

  constructor(proposalId: string, rule: ApprovalRule) {
    super('This change needs the approval of a second person. It was proposed and waits for a decision.')
    this.proposalId = proposalId
    this.rule = rule
  }
}

/** Nothing was changed: this act asks for a sign-in of the last few minutes. */
export class StepUpRequiredError extends NamedError {
  static override readonly errorName = 'StepUpRequiredError'

  constructor() {
    super('This needs a fresh sign-in. Sign in again, then repeat it; nothing was changed.')
  }
}

/** Upstream did it, but the outcome could not be recorded; the open intent is closed later by reading back. */
export class RecordingDelayedError extends NamedError {
  static override readonly errorName = 'RecordingDelayedError'

  constructor(cause: unknown) {
    super('The change was made, but recording it is delayed.', { cause })
  }
}

/** The intent could not be written, so nothing was sent: no record, no change. */
export class AuditUnavailableError extends NamedError {
  static override readonly errorName = 'AuditUnavailableError'

  constructor(cause: unknown) {
    super('The audit log cannot be written at the moment, so no change can be made. Nothing was changed.', { cause })
  }
}
