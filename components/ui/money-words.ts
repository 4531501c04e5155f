/** Cents as upstream tells them (a decimal string) in dollars: "$1,234.56", rounded half up. No floats on the way. */
export function dollars(cents: string): string {
  const negative = cents.startsWith('-')
  const [whole = '0', fraction = ''] = cents.replace('-', '').split('.')
  const rounded = BigInt(whole) + (fraction >= '5' ? 1n : 0n)
  const nothing = rounded === 0n && /[1-9]/.test(whole + fraction)
  if (nothing) return negative ? '−< $0.01' : '< $0.01'
  const text = `$${(rounded / 100n).toLocaleString('en')}.${String(rounded % 100n).padStart(2, '0')}`
  return negative && rounded !== 0n ? `−${text}` : text
}

/** For drawing and sorting only: what is added up or shown stays text. */
export function roughDollars(cents: string | null): number {
  return cents === null ? 0 : Number(cents) / 100
}
