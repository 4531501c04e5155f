import 'server-only'
import type { AdminApi } from '#lib/server/admin-api/admin-api.ts'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import type { AuditLog, Outcome } from '#lib/server/audit/record.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Instance } from '#lib/server/store/instance.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import { withAction } from './catalogue.ts'
import type { PerformParts } from './perform.ts'

export type ReconcileParts = Pick<PerformParts, 'inFlight' | 'onStale'> & {
  database: Database
  audit: Pick<AuditLog, 'settle'>
  /** The Admin API in its read-back lane. */
  admin: AdminApi
  instance: Instance
  /** How long a call that its process did not live to see answered may still arrive upstream, in milliseconds. */
  settleMs: number
  now?: () => number
}

/**
 * Closes what was begun and never concluded: an intent whose process has died, or whose outcome could not be written.
 * Looks at upstream, writes what it saw as evidence, and leaves open what cannot be looked at yet.
 * Resolves to how many were closed and how many still wait.
 */
export async function reconcile(parts: ReconcileParts): Promise<{ closed: number; waiting: number }> {
  const open = await parts.database.db
    .selectFrom('open_intent')
    .innerJoin('audit_event', 'audit_event.id', 'open_intent.intent_id')
    .selectAll('audit_event')
    .select(['open_intent.instance', 'open_intent.since_ms'])
    .orderBy('audit_event.seq')
    .execute()
  let closed = 0
  for (const { instance, since_ms, ...intent } of open) {
    if (await isUnderWay(parts, intent.id, instance, since_ms)) continue
    const outcome = await outcomeOf(parts, intent)
    if (outcome !== null && (await parts.audit.settle(intent, outcome))) closed += 1
  }
  return { closed, waiting: open.length - closed }
}

async function isUnderWay(parts: ReconcileParts, id: string, instance: string, sinceMs: number): Promise<boolean> {
  if (instance !== parts.instance.id) return parts.instance.isAlive(instance)
  // Between the commit and the note in `inFlight` lies a moment.
  return parts.inFlight.has(id) || nowOf(parts) - sinceMs < 1_000
}

/** Null: it cannot be told yet; look again later. */
async function outcomeOf(parts: ReconcileParts, intent: AuditEvent): Promise<Outcome | null> {
  const looked_at = new Date(nowOf(parts)).toISOString()
  const unknown = (problem: string, evidence: object) => ended('unknown', problem, { looked_at, ...evidence })
  const later = await changedSince(parts.database, intent)
  if (later !== null)
    return unknown('The object was changed again before Steward could look.', { changed_since: later })
  try {
    const seen = await look(parts, intent)
    if (seen === null) return unknown(`This version of Steward knows no action ${intent.action}.`, {})
    if (seen.state === 'applied') return await applied(parts, seen, looked_at)
    if (seen.state === 'partly') return ended('failed', seen.problem, { looked_at, saw: seen.problem })
    if (nowOf(parts) - intent.at_ms < parts.settleMs) return null
    const problem = 'The process ended before the change was confirmed. Steward looked: nothing was changed.'
    return ended('not_applied', problem, { looked_at, saw: 'not applied' })
  } catch (error) {
    if (error instanceof UpstreamError && error.outcome !== 'refused') return null
    const problem = error instanceof Error ? error.message : 'The record of this action cannot be read.'
    return unknown('Steward could not look at the object.', { problem: problem.slice(0, 500) })
  }
}

type Applied = { value: unknown; created: string | null; kind: Kind }

async function applied(parts: ReconcileParts, { value, created, kind }: Applied, looked_at: string): Promise<Outcome> {
  const maker = created === null ? null : await recordedAs(parts.database, created)
  if (maker !== null) {
    const problem = 'What is there was made by another action of the same kind.'
    return ended('unknown', problem, { looked_at, made_by: maker })
  }
  parts.onStale([kind])
  const outcome = { ...ended('succeeded', null, { looked_at, saw: value }), after: value }
  return created === null ? outcome : { ...outcome, target_id: created }
}

function ended(result: Outcome['result'], problem: string | null, evidence: object): Outcome {
  return { result, problem, after: null, upstream_request_id: null, evidence }
}

function look(parts: ReconcileParts, intent: AuditEvent) {
  return withAction(intent.action, async (action) => {
    const input = action.input.parse(JSON.parse(intent.params))
    const object = action.object.parse(JSON.parse(intent.before ?? 'null'))
    const seen = await action.readBack({ admin: parts.admin }, input, object, intent.at_ms)
    if (seen.state !== 'applied') return seen
    const created = action.created?.(seen.value) ?? null
    return { state: seen.state, value: seen.value as unknown, created, kind: action.target(input).kind } as const
  })
}

/** The action that is known to have made this object. */
async function recordedAs(database: Database, targetId: string): Promise<string | null> {
  const made = await database.db
    .selectFrom('audit_event')
    .select('intent_id')
    .where('target_id', '=', targetId)
    .where('kind', '=', 'outcome')
    .where('result', '=', 'succeeded')
    .limit(1)
    .executeTakeFirst()
  return made?.intent_id ?? null
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
