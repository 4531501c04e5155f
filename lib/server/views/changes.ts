import 'server-only'
import { sql } from 'kysely'
import { extentOf } from '#lib/rules/permissions.ts'
import { changeClasses } from '#lib/schemas/history.ts'
import type { ChangeClass, ChangePage, ChangeRow } from '#lib/schemas/history.ts'
import type { Person } from '#lib/schemas/person.ts'
import { stateAt } from '#lib/server/history/entries.ts'
import { differing } from '#lib/server/history/fields.ts'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import type { MirrorChange } from '#lib/server/store/history-schema.ts'

export type ChangesAsked = {
  kind?: string | undefined
  class?: ChangeClass | undefined
  /** By when Steward saw it, epoch ms. */
  since?: number | undefined
  until?: number | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

/** What no action of Steward made, newest first, within the person's sight of the audit log. */
export async function readChanges({ db }: Database, person: Person, asked: ChangesAsked): Promise<ChangePage> {
  const { limit = 100, cursor } = asked
  let select = within(db, person, asked)
    ?.selectAll()
    .orderBy('revision', 'desc')
    .orderBy(place)
    .limit(limit + 1)
  if (select === undefined) return { rows: [], next: null }
  if (cursor !== undefined) {
    const [revision = '0', ...rest] = cursor.split('.')
    const after = sql<boolean>`${place} > ${rest.join('.')}`
    select = select.where((eb) =>
      eb.or([eb('revision', '<', Number(revision)), eb.and([eb('revision', '=', Number(revision)), after])]),
    )
  }
  const found = await select.execute()
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const rows = await Promise.all(shown.map((change) => changeRow(db, change)))
  return { rows, next: found.length > limit && last !== undefined ? idOf(last) : null }
}

const place = sql<string>`mirror_change.kind || '.' || mirror_change.parent || '.' || mirror_change.id`

function idOf({ revision, kind, parent, id }: MirrorChange): string {
  return [revision, kind, parent, id].join('.')
}

/** Null: this person sees none. */
function within(db: Queryable, person: Person, asked: Pick<ChangesAsked, 'kind' | 'class' | 'since' | 'until'>) {
  const extent = extentOf(person, 'audit.read')
  let seen = db
    .selectFrom('mirror_change')
    .where('class', 'in', asked.class === undefined ? changeClasses : [asked.class])
  if (extent !== 'all') {
    if (extent !== 'scope' || person.workspaces === 'all' || person.workspaces.length === 0) return null
    seen = seen.where('workspace_id', 'in', person.workspaces)
  }
  if (asked.kind !== undefined) seen = seen.where('kind', '=', asked.kind)
  if (asked.since !== undefined) seen = seen.where('seen_ms', '>=', asked.since)
  return asked.until === undefined ? seen : seen.where('seen_ms', '<', asked.until)
}

async function changeRow(db: Queryable, change: MirrorChange): Promise<ChangeRow> {
  const [before, after] = [await stateAt(db, change, 'closed_rev'), await stateAt(db, change, 'opened_rev')]
  return {
    id: idOf(change),
    class: changeClasses.find((known) => known === change.class) ?? 'outside',
    kind: change.kind,
    object_id: change.id,
    workspace_id: change.workspace_id,
    change: before === null ? 'created' : after === null ? 'deleted' : 'changed',
    summary: change.summary ?? '',
    since: new Date(change.since_ms).toISOString(),
    seen_at: new Date(change.seen_ms).toISOString(),
    before,
    after,
    fields: before === null || after === null ? [] : differing(before, after),
    event_id: change.event_id,
    cause: change.cause,
  }
}

/** What somebody changed outside Steward since then: how much, and the newest few of it, newest first. */
export async function newestOutside(
  { db }: Database,
  person: Person,
  { sinceMs, most }: { sinceMs: number; most: number },
): Promise<{ total: number; newest: MirrorChange[] }> {
  const seen = within(db, person, { class: 'outside', since: sinceMs })
  if (seen === null) return { total: 0, newest: [] }
  const { count } = await seen.select((eb) => eb.fn.countAll().as('count')).executeTakeFirstOrThrow()
  return { total: Number(count), newest: await seen.selectAll().orderBy('revision', 'desc').limit(most).execute() }
}
