import 'server-only'
import { NamedError } from '#lib/server/named-error.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import type { Target } from './define.ts'

type Refusal = Extract<Verdict, { allowed: false }>

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

/** Upstream did it, but the outcome could not be recorded; the open intent is closed later by reading back. */
export class RecordingDelayedError extends NamedError {
  static override readonly errorName = 'RecordingDelayedError'

  constructor(cause: unknown) {
    super('The change was made, but recording it is delayed.', { cause })
  }
}
