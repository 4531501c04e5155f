import 'server-only'
import type { Change, ImportKind } from '#lib/schemas/jobs.ts'
import { sha256OfCanonical } from '#lib/server/store/event-hash.ts'
import { willBeDone } from './planned.ts'
import type { Planned } from './planned.ts'

/** What somebody brought, before anything of it was looked up: the same file is the same, however it is written. */
export type Brought =
  | { changes: readonly Change[] }
  | { file: ImportKind; records: readonly Readonly<Record<string, string>>[] }
  | { undoes: string; actions: readonly string[] }

/** SHA-256 of who wants what. The same person with the same changes or the same file has one job. */
export function identityOf(starterId: string, brought: Brought): string {
  return sha256OfCanonical(plain({ starterId, brought }))
}

/** SHA-256 of exactly what a job would do now, row by row: other state, other policy, other fingerprint. */
export function fingerprintOf(starterId: string, planned: readonly Planned[]): string {
  const rows = planned.map((row) => {
    const { n, action, target, input, expects, not_before, when_member, after, verdict } = row
    return willBeDone(row)
      ? { n, action, target, input, expects, not_before, when_member, after, verdict }
      : { n, verdict }
  })
  return sha256OfCanonical(plain({ starterId, rows }))
}

/** As it would be sent: without what is undefined. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value))
}
