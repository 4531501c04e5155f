import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import type { FindingItem } from '#lib/schemas/attention.ts'
import type { MirrorChange } from '#lib/server/store/history-schema.ts'
import { newestOutside } from '../changes.ts'
import type { Finder } from './finder.ts'

const week = 7 * 86_400_000
const toldAtOnce = 3

/** What was changed in the last seven days by somebody who did not do it through Steward. */
export const findOutsideChanges: Finder = async ({ person, runtime, nowMs }) => {
  const { total, newest } = await newestOutside(runtime.database, person, { sinceMs: nowMs - week, most: toldAtOnce })
  if (total === 0) return []
  const href = pagePaths.outsideChanges()
  const act = { kind: 'open' as const, label: 'See what changed', href }
  const first = newest.map(itemOf)
  const [only] = first
  return [
    {
      id: 'outside_change',
      kind: 'outside_change',
      severity: 'caution',
      title: total === 1 ? '1 change outside Steward' : `${total.toLocaleString('en')} changes outside Steward`,
      detail: total === 1 ? (only?.title ?? '') : 'In the last 7 days, in the Claude Console or by another admin key',
      href,
      act,
      first: total === 1 ? [] : first,
    },
  ]
}

function itemOf({ revision, kind, id, summary, seen_ms, event_id }: MirrorChange): FindingItem {
  const href = event_id === null ? pagePaths.outsideChanges() : pagePaths.auditEvent(event_id)
  return {
    id: `${revision}.${kind}.${id}`,
    title: summary ?? `${kind} ${id}`,
    detail: `Seen ${new Date(seen_ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    href,
    act: { kind: 'open', label: 'See what changed', href },
  }
}
