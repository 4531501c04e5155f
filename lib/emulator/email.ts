/** The address a filter compares: lower case, without the plus tag (contract 8.2). */
export function normaliseEmail(email: string): string {
  const lower = email.trim().toLowerCase()
  const at = lower.lastIndexOf('@')
  const plus = lower.indexOf('+')
  return plus > 0 && plus < at ? lower.slice(0, plus) + lower.slice(at) : lower
}

/** What the service accepts as an address is documented only as "valid": one @, a dotted domain, no spaces. */
export const emailPattern = /^[^\s@<>",;]{1,64}@[^\s@<>",;.]+(?:\.[^\s@<>",;.]+)+$/

export function emailDomain(email: string): string {
  return email.slice(email.lastIndexOf('@') + 1).toLowerCase()
}

/** A test for the `email` filter; everything passes when there is none. */
export function emailFilter(email: string | undefined): (candidate: string) => boolean {
  if (email === undefined) return () => true
  const wanted = normaliseEmail(email)
  return (candidate) => normaliseEmail(candidate) === wanted
}
