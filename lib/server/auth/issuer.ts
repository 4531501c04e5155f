import 'server-only'
import type { PersonRecord } from '#lib/server/store/schema.ts'

/** True when the person comes from this provider; a slash at the end of an issuer makes no other provider. */
export function isOfIssuer(record: Pick<PersonRecord, 'issuer'>, issuer: string): boolean {
  return plain(record.issuer) === plain(issuer)
}

export function plain(issuer: string): string {
  return issuer.replace(/\/$/, '')
}
