const dayMs = 86_400_000

export const expiryChoices = [
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'date', label: 'On a day I choose' },
] as const

/** A choice of days from now, or the end of a chosen day (`2027-01-31`), as ISO text. */
export function expiryOf(choice: string, date: string, nowMs: number = Date.now()): string {
  return choice === 'date' ? endOfDay(date) : new Date(nowMs + Number(choice) * dayMs).toISOString()
}

export function endOfDay(date: string): string {
  return `${date}T23:59:59.000Z`
}

/** The last day that a token may be given. */
export function lastDay(nowMs: number): string {
  return new Date(nowMs + 365 * dayMs).toISOString().slice(0, 10)
}

export type ExpiryState = 'revoked' | 'expired' | 'soon' | 'valid'

/** `nowMs` is null while the browser's clock is not known yet. "Soon" is within a fortnight. */
export function expiryState(
  token: { revoked_at: string | null; expires_at: string | null },
  nowMs: number | null,
): ExpiryState {
  if (token.revoked_at !== null) return 'revoked'
  if (token.expires_at === null || nowMs === null) return 'valid'
  const left = Date.parse(token.expires_at) - nowMs
  return left <= 0 ? 'expired' : left < 14 * dayMs ? 'soon' : 'valid'
}
