import 'server-only'

/** Contract 8.2: addresses compare without case and without a plus tag. */
export function normalisedEmail(email: string): string {
  const [local = '', domain = ''] = email.trim().toLowerCase().split('@')
  return `${local.split('+')[0] ?? ''}@${domain}`
}
