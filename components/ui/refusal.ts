import type { Verdict } from '#lib/rules/verdict.ts'

/** What a control that may not be used carries: the reason as tooltip and as accessible description. */
export function refusedProps(reason: string) {
  return { 'aria-disabled': true, 'aria-description': reason, 'data-tip': reason } as const
}

/** The reason of a refusal, or null when the verdict is yes. */
export function refusalOf(verdict: Verdict): string | null {
  return verdict.allowed ? null : verdict.reason
}
