import 'server-only'
import canonicalize from 'canonicalize'
import { createHash } from 'node:crypto'

/** What stands before the first event. */
export const chainStart = '0'.repeat(64)

/** One JSON text for one value (RFC 8785): sorted keys, no spaces, one way to write a number or a character. */
export function canonical(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('This value has no JSON form')
  return text
}

export function sha256OfCanonical(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex')
}

/**
 * SHA-256 over a zero byte, the hash before (32 bytes) and the event as canonical JSON without `prev_hash` and `hash`.
 * Columns that are null are left out, so a column added later changes no hash.
 */
export function hashOf(event: Readonly<Record<string, unknown>> & { prev_hash: string }): string {
  const covered = Object.entries(event).filter(
    ([name, value]) => value !== null && name !== 'hash' && name !== 'prev_hash',
  )
  return createHash('sha256')
    .update(Buffer.of(0))
    .update(Buffer.from(event.prev_hash, 'hex'))
    .update(canonical(Object.fromEntries(covered)))
    .digest('hex')
}
