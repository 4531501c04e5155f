import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Person } from '#lib/schemas/person.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { NewAuditEvent } from '#lib/server/store/schema.ts'
import { serialised } from '#lib/server/store/serialised.ts'

/** Who did it, from where. `address` is null unless a trusted proxy tells it. */
export type Actor = {
  person: Person
  issuer: string
  subject: string
  address: string | null
}

/** What is about to be done, told before it is done. Values must hold no secret. */
export type Intent = {
  request_id: string
  action: string
  summary: string
  target_kind: string | null
  target_id: string | null
  workspace_id: string | null
  params: unknown
  reason: string | null
  before: unknown
}

export type Outcome = {
  result: 'succeeded' | 'failed' | 'refused' | 'unknown'
  problem: string | null
  after: unknown
  upstream_request_id: string | null
  /** Known only afterwards when the action creates its target. */
  target_id?: string
}

/** The audit log's writing side. Every method resolves only when the event is committed. */
export type AuditLog = {
  /** Resolves to the intent's id. If it rejects, the action must not happen. */
  intend: (actor: Actor, intent: Intent) => Promise<string>
  conclude: (actor: Actor, intent: Intent, intentId: string, outcome: Outcome) => Promise<void>
  /** An attempt that rules or rights stopped before anything was called. */
  deny: (actor: Actor, intent: Intent, problem: string) => Promise<void>
  /** Something that is not a change upstream: a sign-in, a token made, a grant. */
  note: (actor: Actor, intent: Intent) => Promise<void>
}

export function createAuditLog(database: Database, now: () => number = Date.now): AuditLog {
  const append = async (event: NewAuditEvent): Promise<void> => {
    await serialised(database, 'audit', (trx) => trx.insertInto('audit_event').values(event).execute())
  }
  return {
    intend: async (actor, intent) => {
      const event = eventOf('intent', actor, intent, now())
      await append(event)
      return event.id
    },
    conclude: (actor, intent, intentId, outcome) =>
      append({
        ...eventOf('outcome', actor, intent, now()),
        intent_id: intentId,
        target_id: outcome.target_id ?? intent.target_id,
        result: outcome.result,
        problem: outcome.problem,
        after: json(outcome.after),
        upstream_request_id: outcome.upstream_request_id,
      }),
    deny: (actor, intent, problem) =>
      append({ ...eventOf('denied', actor, intent, now()), result: 'refused', problem }),
    note: (actor, intent) => append({ ...eventOf('event', actor, intent, now()), result: 'succeeded' }),
  }
}

function eventOf(kind: string, actor: Actor, intent: Intent, at_ms: number): NewAuditEvent {
  return {
    id: randomUUID(),
    kind,
    intent_id: null,
    at_ms,
    actor_id: actor.person.id,
    actor_issuer: actor.issuer,
    actor_subject: actor.subject,
    actor_name: actor.person.email === '' ? actor.person.name : actor.person.email,
    actor_role: actor.person.role,
    via: actor.person.via,
    action: intent.action,
    target_kind: intent.target_kind,
    target_id: intent.target_id,
    workspace_id: intent.workspace_id,
    summary: intent.summary,
    params: JSON.stringify(intent.params),
    reason: intent.reason,
    before: json(intent.before),
    after: null,
    result: null,
    problem: null,
    upstream_request_id: null,
    request_id: intent.request_id,
    address: actor.address,
  }
}

function json(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value)
}
