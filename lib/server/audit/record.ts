import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Person } from '#lib/schemas/person.ts'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import { NotClaimedError, appendEvent, notedAfter } from './append.ts'
import { newestOutcome } from './newest-outcome.ts'
import type { Appending, Unchained } from './append.ts'

/** Who decided on somebody else's proposal. */
export type Approver = Pick<Person, 'id' | 'name' | 'role'> & { issuer: string; subject: string }

/** Who did it, from where. `address` is null unless a trusted proxy tells it. */
export type Actor = {
  person: Person
  issuer: string
  subject: string
  address: string | null
  /** A keyed hash of the session, or the token's id; null when the portal itself acts. */
  credential: string | null
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
  approver?: Approver | null
  proposal_id?: string | null
  /** The action (its intent's id) that this one takes back. */
  undoes?: string | null
  /** The job whose row it is. */
  job_id?: string | null
}

export type OutcomeResult = 'succeeded' | 'failed' | 'refused' | 'not_applied' | 'unknown'

export type Outcome = {
  result: OutcomeResult
  problem: string | null
  after: unknown
  upstream_request_id: string | null
  /** Known only afterwards when the action creates its target. */
  target_id?: string
  /** What was seen when the outcome was found by looking again. */
  evidence?: unknown
}

/** The audit log's writing side. Every method resolves only when the event is committed. */
export type AuditLog = {
  /**
   * Resolves to the intent's id: `id`, or a new one. If it rejects, the action must not happen. Throws TakenBackError for
   * a second undo of one action: of two people who click at the same moment, on any replicas, one is told no. `claim` is
   * asked in the same transaction: when it resolves to false there is no intent, and NotClaimedError is thrown.
   */
  intend: (actor: Actor, intent: Intent, id?: string, claim?: Claim) => Promise<string>
  /** When another process settled the intent meanwhile, only what differs is told, as a correction. */
  conclude: (actor: Actor, intent: Intent, intentId: string, outcome: Outcome) => Promise<void>
  /** Closes an intent that another process left open. False when somebody else has closed it meanwhile. */
  settle: (intent: AuditEvent, outcome: Outcome) => Promise<boolean>
  /** Tells of an action that was concluded as unknown what is known by now. */
  correct: (intent: AuditEvent, outcome: Outcome) => Promise<void>
  /** An attempt that rules or rights stopped before anything was called. */
  deny: (actor: Actor, intent: Intent, problem: string) => Promise<void>
  /** Something that is not a change upstream: a sign-in, a token made, a grant. Resolves to the event's id. */
  note: (actor: Actor, intent: Intent) => Promise<string>
  /** The same, unless this actor's last note of this action is younger than `quietMs`. */
  noteSeldom: (actor: Actor, intent: Intent, quietMs: number) => Promise<void>
  /** A note in one transaction with `work`: both or neither. False, and nothing noted, when `work` resolves to false. */
  noteWith: (actor: Actor, intent: Intent, work: (trx: Queryable) => Promise<boolean>) => Promise<boolean>
  /**
   * A note told from what the log holds at that moment; null writes nothing. Two replicas cannot both tell it. What `tell`
   * writes is in the same transaction as the event, whose id it is given.
   */
  noteFrom: (actor: Actor, tell: (trx: Queryable, eventId: string) => Promise<Told | null>) => Promise<void>
}

/** Makes sure that the action is still this process's to do. */
export type Claim = (trx: Queryable) => Promise<boolean>

/** A note with its outcome. */
export type Told = { intent: Intent; outcome: Outcome }

/** `instance` names this process, so that others can tell whose open intents are orphans. `appended` is told each event. */
export function createAuditLog(
  database: Database,
  instance: string,
  now: () => number = Date.now,
  appended?: (event: { seq: number; hash: string }) => void,
): AuditLog {
  const append = async (appending: Appending): Promise<boolean> => {
    const event = await appendEvent(database, instance, appending)
    if (event !== null) appended?.(event)
    return event !== null
  }
  return {
    intend: async (actor, intent, id = randomUUID(), claim) => {
      const event = { ...eventOf('intent', actor, intent, now()), id }
      const intended = await append({ event, opens: event.id, ...(claim === undefined ? {} : { work: claim }) })
      if (!intended) throw new NotClaimedError('Somebody else does this meanwhile, or nobody does any more.')
      return event.id
    },
    conclude: async (actor, intent, intentId, outcome) => {
      const event = concluded(eventOf('outcome', actor, intent, now()), intentId, outcome)
      await append({ event: (db) => unlessSettled(db, event, intentId), closes: intentId })
    },
    settle: (intent, outcome) =>
      append({ event: outcomeOf(intent, outcome, now()), closes: intent.id, onlyIfOpen: true }),
    correct: async (intent, outcome) => {
      await append({ event: (db) => unlessSettled(db, outcomeOf(intent, outcome, now()), intent.id) })
    },
    deny: async (actor, intent, problem) => {
      await append({
        event: { ...eventOf('denied', actor, intent, now()), result: 'refused', problem: clean(problem) },
      })
    },
    note: async (actor, intent) => {
      const event = { ...eventOf('event', actor, intent, now()), result: 'succeeded' }
      await append({ event })
      return event.id
    },
    noteSeldom: async (actor, intent, quietMs) => {
      const event = { ...eventOf('event', actor, intent, now()), result: 'succeeded' }
      const unlessAfterMs = event.at_ms - quietMs
      if (await notedAfter(database.db, event, unlessAfterMs)) return
      await append({ event, unlessAfterMs })
    },
    noteWith: (actor, intent, work) =>
      append({ event: { ...eventOf('event', actor, intent, now()), result: 'succeeded' }, work }),
    noteFrom: async (actor, tell) => {
      const id = randomUUID()
      const eventTold = async (trx: Queryable) => {
        const told = await tell(trx, id)
        if (told === null) return null
        return { ...concluded(eventOf('event', actor, told.intent, now()), '', told.outcome), intent_id: null, id }
      }
      await append({ event: eventTold })
    },
  }
}

/** The event as it is told: marked as a correction of what was settled otherwise, null where that says the same. */
async function unlessSettled(db: Queryable, event: Unchained, intentId: string): Promise<Unchained | null> {
  const settled = await newestOutcome(db, intentId)
  if (settled === null) return event
  if (settled.result === event.result && settled.target_id === event.target_id) return null
  const evidence: unknown = event.evidence === null ? null : JSON.parse(event.evidence)
  return { ...event, evidence: json({ corrects: settled.id, ...(evidence === null ? {} : { evidence }) }) }
}

function outcomeOf(intent: AuditEvent, outcome: Outcome, at_ms: number): Unchained {
  const { seq: _seq, prev_hash: _prev, hash: _hash, ...told } = intent
  return concluded({ ...told, id: randomUUID(), kind: 'outcome', at_ms }, intent.id, outcome)
}

function concluded(event: Unchained, intentId: string, outcome: Outcome): Unchained {
  return {
    ...event,
    intent_id: intentId,
    target_id: cleanOrNull(outcome.target_id ?? event.target_id),
    result: outcome.result,
    problem: cleanOrNull(outcome.problem),
    after: json(outcome.after),
    upstream_request_id: cleanOrNull(outcome.upstream_request_id),
    evidence: json(outcome.evidence),
  }
}

function eventOf(kind: string, actor: Actor, intent: Intent, at_ms: number): Unchained {
  return {
    id: randomUUID(),
    kind,
    intent_id: null,
    at_ms,
    actor_id: clean(actor.person.id),
    actor_issuer: clean(actor.issuer),
    actor_subject: clean(actor.subject),
    actor_name: clean(actor.person.email === '' ? actor.person.name : actor.person.email),
    actor_role: actor.person.role,
    via: actor.person.via,
    action: clean(intent.action),
    target_kind: cleanOrNull(intent.target_kind),
    target_id: cleanOrNull(intent.target_id),
    workspace_id: cleanOrNull(intent.workspace_id),
    summary: clean(intent.summary),
    params: json(intent.params) ?? 'null',
    reason: cleanOrNull(intent.reason),
    before: json(intent.before),
    after: null,
    result: null,
    problem: null,
    upstream_request_id: null,
    request_id: clean(intent.request_id),
    address: cleanOrNull(actor.address),
    credential: actor.credential,
    approver: json(intent.approver),
    proposal_id: intent.proposal_id ?? null,
    undoes: intent.undoes ?? null,
    evidence: null,
    job_id: intent.job_id ?? null,
  }
}

function json(value: unknown): string | null {
  return value === undefined || value === null ? null : clean(JSON.stringify(value))
}

/** PostgreSQL stores no NUL, and half a surrogate pair has no UTF-8: either would be stored as something else than was hashed. */
function clean(text: string): string {
  return text.replaceAll('\u0000', '\ufffd').toWellFormed()
}

function cleanOrNull(text: string | null): string | null {
  return text === null ? null : clean(text)
}
