import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import { wholeLog } from '#lib/rules/audit-query.ts'
import type { AuditResult } from '#lib/schemas/views.ts'
import { listAudit } from '#lib/server/audit/list.ts'
import type { ListedEvent } from '#lib/server/audit/also-told.ts'
import { rowsOf } from './finder.ts'
import type { Finder, Looked } from './finder.ts'

const day = 86_400_000
const most = 100
/** Longer than any call takes, and than the first look at what became of one. */
const openTooLongMs = 2 * 60_000
/** An unknown outcome stays so for ever; after a week whoever should know does. */
const unknownForMs = 7 * day

/** Changes of which nobody knows yet, or will know, whether they happened, newest first. */
export const findUnknownOutcomes: Finder = async (looked) => {
  const [open, unknown] = [await openOutcomes(looked), await unknownOutcomes(looked)]
  const items = [...open, ...unknown].map((event) => {
    const href = pagePaths.auditEvent(event.intent_id ?? event.id)
    const isOpen = event.kind === 'intent'
    return {
      id: event.id,
      title: `${isOpen ? 'Not known yet' : 'Never known'}: ${event.summary}`,
      detail: isOpen
        ? `By ${event.actor_name}; Steward keeps looking whether it happened`
        : `By ${event.actor_name}; look at the object before you do it again`,
      href,
      act: { kind: 'open' as const, label: 'See what happened', href },
    }
  })
  return rowsOf('outcome_unknown', 'danger', items, {
    title: (count) => `${count.toLocaleString('en')} changes may or may not have happened`,
    detail: 'Look at the objects before anybody repeats them',
    href: `${pagePaths.audit()}?${new URLSearchParams({ q: 'result:unknown result:open' }).toString()}`,
    label: 'See what happened',
  })
}

/** Asks the log only when there is one at all: its search goes through everything. */
async function openOutcomes(looked: Looked): Promise<ListedEvent[]> {
  const { runtime, nowMs } = looked
  const oldest = await runtime.database.db
    .selectFrom('open_intent')
    .select('since_ms')
    .where('since_ms', '<', nowMs - openTooLongMs)
    .orderBy('since_ms')
    .limit(1)
    .executeTakeFirst()
  if (oldest === undefined) return []
  const events = await found(looked, 'open', oldest.since_ms - day)
  return events.filter(({ at_ms }) => at_ms < nowMs - openTooLongMs)
}

async function unknownOutcomes(looked: Looked): Promise<ListedEvent[]> {
  const sinceMs = looked.nowMs - unknownForMs
  const any = await looked.runtime.database.db
    .selectFrom('audit_event')
    .select('seq')
    .where('result', '=', 'unknown')
    .where('at_ms', '>=', sinceMs)
    .limit(1)
    .executeTakeFirst()
  return any === undefined ? [] : found(looked, 'unknown', sinceMs)
}

async function found({ person, runtime }: Looked, result: AuditResult, sinceMs: number): Promise<ListedEvent[]> {
  const after = new Date(sinceMs).toISOString()
  const { events } = await listAudit(runtime.database, person, {
    limit: most,
    filter: { ...wholeLog, result: [result], after },
  })
  return events
}
