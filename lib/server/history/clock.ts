import 'server-only'
import type { Entry } from './entries.ts'
import { differing, taking, textOf } from './fields.ts'
import type { Rest } from './ours.ts'

/** Upstream's clock and ours differ by less, or nobody could sign in. */
const clocksDifferMs = 15 * 60_000

/** Takes away what time alone did: a key or an invite ran out at the moment that stood in it. Null when nothing did. */
export function withoutClock({ kind, seen_ms }: Entry, rest: Rest): Rest | null {
  if (kind !== 'invite' && kind !== 'api_key') return null
  const { before, after } = rest
  if (before === null) return null
  const due = Date.parse(textOf(before, 'expires_at')) <= seen_ms + clocksDifferMs
  // Only a pending invite can be revoked; upstream itself drops what is over.
  if (after === null)
    return kind === 'invite' && (due || before['status'] !== 'pending') ? { ...rest, left: false } : null
  const ranOut = before['status'] !== 'expired' && after['status'] === 'expired'
  if (!ranOut || !due || before['expires_at'] !== after['expires_at']) return null
  const next = taking(before, after, ['status'])
  return { before: next, after, left: differing(next, after).length > 0 }
}
