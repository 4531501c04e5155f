import 'server-only'
import { makingNames } from '#lib/server/actions/catalogue.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import type { Entry } from './entries.ts'
import { fieldsOf } from '#lib/rules/json-object.ts'
import { textOf } from './fields.ts'
import type { JsonObject } from '#lib/rules/json-object.ts'

/** Clocks of replicas differ by less. */
const clocksDifferMs = 5_000

/** An action on the object of an entry, once it is concluded. */
export type OurAction = {
  intent_id: string
  action: string
  result: string
  /** Found out by looking again: what stands in `after` may then hold others' work, too. */
  settled: boolean
  problem: string
  /** What it was done to, and what it made. */
  target_id: string | null
  made_id: string | null
  params: JsonObject
  before: JsonObject | null
  after: JsonObject | null
  saw: JsonObject
}

/** Whether an action is under way that may have done this, itself or in its wake. Then it is too early to say who did. */
export async function mayBeUnderWay(db: Queryable, entry: Entry): Promise<boolean> {
  const open = await db
    .selectFrom('open_intent')
    .innerJoin('audit_event', 'audit_event.id', 'open_intent.intent_id')
    .select(['action', 'target_kind', 'target_id', 'workspace_id'])
    .where('audit_event.at_ms', '<=', entry.seen_ms + clocksDifferMs)
    .execute()
  return open.some((intent) => mayHaveDone(intent, entry))
}

type OpenIntent = Pick<AuditEvent, 'action' | 'target_kind' | 'target_id' | 'workspace_id'>

function mayHaveDone({ action, target_kind, target_id, workspace_id }: OpenIntent, entry: Entry): boolean {
  const { kind, id, parent, before } = entry
  if (before === null && target_kind === kind && makingNames.includes(action)) return true
  if (target_kind === kind && target_id === id) return kind !== 'workspace_member' || workspace_id === parent
  if (action === 'member.remove' || action === 'member.change_role') return target_id === memberOf(entry)
  return action === 'workspace.archive' && target_id === workspaceOf(entry)
}

/** Whose membership or personal key it is. */
export function memberOf({ kind, id, before, after }: Entry): string | null {
  if (kind === 'workspace_member') return id
  if (kind !== 'api_key') return null
  const principal = fieldsOf((after ?? before)?.['principal'])
  return principal['type'] === 'user_actor' ? textOf(principal, 'user_id') : null
}

/** The workspace that an object of this kind lives and dies with; null where that is none. */
export function workspaceOf({
  kind,
  id,
  parent,
  before,
  after,
}: Pick<Entry, 'kind' | 'id' | 'parent' | 'before' | 'after'>) {
  if (kind === 'workspace') return id
  if (kind === 'workspace_member') return parent
  if (kind !== 'api_key') return null
  const scope = fieldsOf((after ?? before)?.['scope'])
  return scope['type'] === 'workspace' ? textOf(scope, 'workspace_id') : null
}

/**
 * Concluded actions that were at work on this object within the entry's window, oldest first. One that was written
 * through before the reading found this had its part in what was known already.
 */
export async function actionsOn(db: Queryable, entry: Entry): Promise<OurAction[]> {
  const events = await eventsOn(db, entry)
  const intents = events.filter(({ kind, at_ms }) => kind === 'intent' && at_ms <= entry.seen_ms + clocksDifferMs)
  const told = await toldBefore(
    db,
    entry,
    intents.map(({ id }) => id),
  )
  return intents.flatMap((intent) => {
    const outcome = events.findLast(({ kind, intent_id }) => kind === 'outcome' && intent_id === intent.id)
    if (outcome === undefined || told.has(intent.id)) return []
    return outcome.at_ms < entry.since_ms - clocksDifferMs ? [] : [ourAction(intent, outcome)]
  })
}

async function eventsOn(db: Queryable, entry: Entry): Promise<AuditEvent[]> {
  const { kind, id, parent } = entry
  let found = db
    .selectFrom('audit_event')
    .select(['id', 'intent_id'])
    .where('target_kind', '=', kind)
    .where('target_id', '=', id)
    .where('kind', 'in', ['intent', 'outcome'])
  if (kind === 'workspace_member') found = found.where('workspace_id', '=', parent)
  const ids = new Set((await found.execute()).map((event) => event.intent_id ?? event.id))
  for (const intent of await maybeMadeBy(db, entry)) ids.add(intent)
  if (ids.size === 0) return []
  return db
    .selectFrom('audit_event')
    .selectAll()
    .where((eb) => eb.or([eb('id', 'in', [...ids]), eb('intent_id', 'in', [...ids])]))
    .orderBy('seq')
    .execute()
}

/** Intents that may have made it: where that is not known for certain, its id stands only in what was seen afterwards. */
async function maybeMadeBy(db: Queryable, { kind, id, before, since_ms }: Entry): Promise<string[]> {
  if (before !== null) return []
  const unknown = await db
    .selectFrom('audit_event')
    .select(['intent_id', 'evidence'])
    .where('result', '=', 'unknown')
    .where('at_ms', '>=', since_ms - clocksDifferMs)
    .where('kind', '=', 'outcome')
    .where('target_kind', '=', kind)
    .where('action', 'in', makingNames)
    .execute()
  return unknown.flatMap(({ intent_id, evidence }) =>
    intent_id !== null && sawIn(evidence)['id'] === id ? [intent_id] : [],
  )
}

/** Written through before this was found, or counted for another finding on the same object. */
async function toldBefore(db: Queryable, entry: Entry, intents: readonly string[]): Promise<Set<string>> {
  if (intents.length === 0) return new Set()
  const rows = await db
    .selectFrom('mirror_change')
    .select(['intent_id', 'cause'])
    .where('kind', '=', entry.kind)
    .where('parent', '=', entry.parent)
    .where('id', '=', entry.id)
    .where((eb) =>
      eb.or([
        eb.and([eb('intent_id', 'in', intents), eb('revision', '<', entry.revision)]),
        eb.and([eb('cause', 'in', intents), eb('class', '=', 'ours')]),
      ]),
    )
    .execute()
  return new Set(rows.flatMap(({ intent_id, cause }) => [intent_id ?? '', cause ?? '']))
}

function ourAction(intent: AuditEvent, outcome: AuditEvent): OurAction {
  return {
    intent_id: intent.id,
    action: intent.action,
    result: outcome.result ?? 'unknown',
    settled: outcome.evidence !== null,
    problem: outcome.problem ?? '',
    target_id: intent.target_id,
    made_id: outcome.target_id,
    params: fieldsOf(parsed(intent.params)),
    before: intent.before === null ? null : fieldsOf(parsed(intent.before)),
    after: outcome.after === null ? null : fieldsOf(parsed(outcome.after)),
    saw: sawIn(outcome.evidence),
  }
}

function sawIn(evidence: string | null): JsonObject {
  return fieldsOf(fieldsOf(parsed(evidence))['saw'])
}

function parsed(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}
