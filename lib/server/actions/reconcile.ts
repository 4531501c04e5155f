import 'server-only'
import type { OrganizationApi } from '#lib/server/admin-api/admin-api.ts'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import type { AuditLog, Outcome } from '#lib/server/audit/record.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { Instance } from '#lib/server/store/instance.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import { findOut } from './find-out.ts'
import { ContestedError } from './look.ts'
import type { PerformParts } from './perform.ts'

export type ReconcileParts = Pick<PerformParts, 'inFlight' | 'abandoned' | 'onStale'> & {
  database: Database
  audit: Pick<AuditLog, 'settle'>
  /** The Admin API in its read-back lane. */
  admin: OrganizationApi
  instance: Instance
  /** How long a call that nobody waits for any more may still arrive upstream, in milliseconds. */
  settleMs: number
  now?: () => number
}

/**
 * Closes what was begun and never concluded: an intent whose process has died, whose call was lost, or whose outcome
 * could not be written. Looks at upstream, writes what it saw as evidence, and leaves open what cannot be told yet.
 * Resolves to how many were closed and how many still wait.
 */
export async function reconcile(parts: ReconcileParts): Promise<{ closed: number; waiting: number }> {
  const open = await parts.database.db
    .selectFrom('open_intent')
    .innerJoin('audit_event', 'audit_event.id', 'open_intent.intent_id')
    .selectAll('audit_event')
    .select('open_intent.instance')
    .orderBy('audit_event.seq')
    .execute()
  forgetClosed(parts, open)
  let closed = 0
  for (const { instance, ...intent } of open) {
    if (await isUnderWay(parts, intent.id, instance)) continue
    const outcome = await outcomeOf(parts, intent, mayStillArrive(parts, intent.id))
    if (outcome !== null && (await parts.audit.settle(intent, outcome))) closed += 1
  }
  return { closed, waiting: open.length - closed }
}

function forgetClosed({ abandoned }: ReconcileParts, open: readonly { id: string }[]): void {
  const ids = new Set(open.map(({ id }) => id))
  for (const id of abandoned.keys()) if (!ids.has(id)) abandoned.delete(id)
}

async function isUnderWay({ instance, inFlight }: ReconcileParts, id: string, carrier: string): Promise<boolean> {
  return carrier === instance.id ? inFlight.has(id) : instance.isAlive(carrier)
}

/** Counted from when it was first seen abandoned: its call may have waited for budget long after the intent. */
function mayStillArrive(parts: ReconcileParts, id: string): boolean {
  const since = parts.abandoned.get(id) ?? nowOf(parts)
  parts.abandoned.set(id, since)
  return nowOf(parts) - since < parts.settleMs
}

/** Null: it cannot be told yet; look again later. */
async function outcomeOf(parts: ReconcileParts, intent: AuditEvent, early: boolean): Promise<Outcome | null> {
  const looked_at = new Date(nowOf(parts)).toISOString()
  const unknown = (problem: string, evidence: object) => ended('unknown', problem, { looked_at, ...evidence })
  const later = await changedSince(parts.database, intent)
  if (later !== null)
    return unknown('The object was changed again before Steward could look.', { changed_since: later })
  try {
    const { database, admin } = parts
    const place = { database, admin, isUnderWay: (id: string, carrier: string) => isUnderWay(parts, id, carrier) }
    const seen = await findOut(place, intent)
    if (seen === null) return unknown(`This version of Steward knows no action ${intent.action}.`, {})
    if (seen.state === 'applied') {
      parts.onStale([seen.kind])
      return { ...ended('succeeded', null, { looked_at, saw: seen.value }), after: seen.value, ...seen.made }
    }
    if (early) return null
    if (seen.state === 'partly') return ended('failed', seen.problem, { looked_at, saw: seen.problem })
    if (seen.state === 'unclear') return unknown(seen.problem, { saw: seen.saw })
    const problem = 'The change was not confirmed. Steward looked again: nothing was changed.'
    return ended('not_applied', problem, { looked_at, saw: 'not applied' })
  } catch (error) {
    if (maySeeLater(error)) return null
    const problem = error instanceof Error ? error.message : 'The record of this action cannot be read.'
    return unknown('Steward could not look at the object.', { problem: problem.slice(0, 500) })
  }
}

/** A refused key says nothing of the object: a new one may be on its way. */
function maySeeLater(error: unknown): boolean {
  if (error instanceof ContestedError) return true
  if (!(error instanceof UpstreamError)) return false
  return error.outcome !== 'refused' || error.status === 401 || error.status === 403
}

function ended(result: Outcome['result'], problem: string | null, evidence: object): Outcome {
  return { result, problem, after: null, upstream_request_id: null, evidence }
}

/** The first later success on the same object: what upstream shows now then says nothing about this intent. */
async function changedSince(database: Database, intent: AuditEvent): Promise<string | null> {
  if (intent.target_id === null || intent.target_kind === null) return null
  let later = database.db
    .selectFrom('audit_event')
    .select('id')
    .where('kind', '=', 'outcome')
    .where('result', '=', 'succeeded')
    .where('target_kind', '=', intent.target_kind)
    .where('target_id', '=', intent.target_id)
    .where('seq', '>', intent.seq)
    .orderBy('seq')
    .limit(1)
  if (intent.workspace_id !== null) later = later.where('workspace_id', '=', intent.workspace_id)
  return (await later.executeTakeFirst())?.id ?? null
}

function nowOf({ now }: Pick<ReconcileParts, 'now'>): number {
  return now === undefined ? Date.now() : now()
}
