import 'server-only'

/** Two spellings of one address are one: upstream compares without regard to case (contract 8.3). */
export function normalisedAddress(email: string): string {
  return email.trim().toLowerCase()
}
