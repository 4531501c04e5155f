/**
 * Ids are opaque, but never free text: each kind has one pattern, checked before an id goes near a URL (H4).
 * Contract 2.5: a prefix, then usually 24 characters; the range leaves room for the service to grow.
 */
export const idPatterns = {
  user: /^user_[A-Za-z0-9]{10,64}$/,
  invite: /^invite_[A-Za-z0-9]{10,64}$/,
  workspace: /^wrkspc_[A-Za-z0-9]{10,64}$/,
  api_key: /^apikey_[A-Za-z0-9]{10,64}$/,
  service_account: /^svac_[A-Za-z0-9]{10,64}$/,
  organization: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  /** Steward's own. */
  event: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  proposal: /^proposal_[0-9a-f]{24}$/,
  job: /^job_[0-9a-f]{24}$/,
  token: /^token_[0-9a-f]{24}$/,
  grant: /^grant_[0-9a-f]{24}$/,
  person: /^person_[0-9a-f]{24}$/,
  session: /^session_[0-9a-f]{24}$/,
} as const

export type IdKind = keyof typeof idPatterns

export function isId(kind: IdKind, value: unknown): value is string {
  return typeof value === 'string' && idPatterns[kind].test(value)
}
