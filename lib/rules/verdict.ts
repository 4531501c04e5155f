/**
 * The answer to "may this person do this to this object?".
 * `not_permitted`: the person lacks the right (HTTP 403). `impossible`: nobody can do it through the API (HTTP 409).
 * `reason` says what holds and who or what can help; it is shown to people as it stands.
 */
export type Verdict =
  { allowed: true } | { allowed: false; kind: 'not_permitted' | 'impossible'; code: string; reason: string }

/** A no, with who or what can help. */
export type Refusal = Extract<Verdict, { allowed: false }>

export const yes: Verdict = { allowed: true }

export function notPermitted(code: string, reason: string): Refusal {
  return { allowed: false, kind: 'not_permitted', code, reason }
}

export function impossible(code: string, reason: string): Refusal {
  return { allowed: false, kind: 'impossible', code, reason }
}

/** The first refusal, or yes. Later checks are not asked once one refuses. */
export function firstRefusal(...checks: (() => Verdict)[]): Verdict {
  for (const check of checks) {
    const verdict = check()
    if (!verdict.allowed) return verdict
  }
  return yes
}
