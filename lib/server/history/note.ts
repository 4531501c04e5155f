import 'server-only'
import type { AuditLog, Told } from '#lib/server/audit/record.ts'
import { organizationActor, outsideActor } from '#lib/server/audit/portal-actor.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import { newRequestId } from '#lib/server/request-id.ts'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import { decide } from './decide.ts'
import type { Decision } from './decide.ts'
import { entryOf, undecided } from './entries.ts'
import type { Entry, EntryKey } from './entries.ts'
import { differing } from './fields.ts'
import { workspaceOf } from './our-actions.ts'
import { summaryOf } from './summaries.ts'

export type NoteParts = { database: Database; audit: Pick<AuditLog, 'noteFrom'> }

/**
 * `waits`: the lists to read again before the rest can be decided. `noted` counts what was decided; what `failed` is tried
 * again the next time.
 */
export type Noted = { noted: number; waits: Kind[]; failed: { entry: EntryKey; error: unknown }[] }

/**
 * Decides who made what readings found, and tells of it in the audit log: each change once, whichever replicas do this at
 * the same time and wherever one of them dies, because decision and event are one transaction.
 */
export async function noteChanges(parts: NoteParts): Promise<Noted> {
  const waits = new Set<Kind>()
  const failed: Noted['failed'] = []
  let noted = 0
  for (const key of await undecided(parts.database.db)) {
    try {
      const waiting = await noteChange(parts, key)
      if (waiting === null) noted += 1
      for (const kind of waiting ?? []) waits.add(kind)
    } catch (error) {
      // One that cannot be told must not silence those behind it.
      failed.push({ entry: key, error })
    }
  }
  return { noted, waits: [...waits], failed }
}

/** The lists it waits for, none where it waits for something else; null when it is told. */
async function noteChange(parts: NoteParts, key: EntryKey): Promise<readonly Kind[] | null> {
  const { db } = parts.database
  const entry = await entryOf(db, key)
  if (entry === null) return []
  const decision = await decide(db, entry)
  if ('waits' in decision) return decision.waits
  if (decision.class === 'outside' || decision.class === 'consequence') await tell(parts, entry, decision)
  else await settle(db, entry, decision, { event_id: null, summary: await summaryOf(db, entry, decision) })
  return null
}

async function tell({ database, audit }: NoteParts, entry: Entry, decision: Decision): Promise<void> {
  const summary = await lineOf(database.db, entry, decision)
  const actor = decision.class === 'outside' ? outsideActor : organizationActor
  await audit.noteFrom(actor, async (trx, event_id) =>
    (await settle(trx, entry, decision, { event_id, summary })) ? toldOf(entry, decision, summary) : null,
  )
}

async function lineOf(db: Queryable, entry: Entry, decision: Decision): Promise<string> {
  const line = await summaryOf(db, entry, decision)
  return (decision.cause?.words ?? '') === '' ? line : `${line}, because ${decision.cause?.words}`
}

/** False when another process was faster. */
async function settle(
  db: Queryable,
  entry: Entry,
  decision: Decision,
  { event_id, summary }: { event_id: string | null; summary: string },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('mirror_change')
    .set({
      class: decision.class,
      cause: decision.cause?.event_id ?? null,
      workspace_id: workspaceOf(entry),
      event_id,
      summary,
    })
    .where('kind', '=', entry.kind)
    .where('parent', '=', entry.parent)
    .where('id', '=', entry.id)
    .where('revision', '=', entry.revision)
    .where('class', 'is', null)
    .executeTakeFirstOrThrow()
  return numUpdatedRows > 0n
}

function toldOf(entry: Entry, decision: Decision, summary: string): Told {
  const { before, after } = decision
  const [since, seen_at] = [new Date(entry.since_ms).toISOString(), new Date(entry.seen_ms).toISOString()]
  return {
    intent: {
      request_id: newRequestId(),
      action: decision.class === 'outside' ? 'outside.change' : 'outside.consequence',
      summary,
      target_kind: entry.kind,
      target_id: entry.id,
      workspace_id: workspaceOf(entry),
      params: { fields: before === null || after === null ? [] : differing(before, after) },
      reason: null,
      before,
    },
    outcome: {
      result: 'succeeded',
      problem: null,
      after: after ?? deletionOf(entry),
      upstream_request_id: null,
      evidence: { class: decision.class, since, seen_at, cause: decision.cause?.event_id ?? null },
    },
  }
}

/** As upstream answers a deletion, which is how the log tells one. */
function deletionOf({ kind, id, parent }: EntryKey): object {
  const type = `${kind}_deleted`
  return kind === 'workspace_member' ? { type, user_id: id, workspace_id: parent } : { type, id }
}
