import 'server-only'
import type { NoticeChannel } from '#lib/schemas/notices.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import { readState, writeState } from '#lib/server/store/state.ts'

/** An audit event that tells of a change nobody made through Steward. */
export type OutsideChange = { id: string; at_ms: number; summary: string }

const outsideAction = 'outside.change'
const mostAtOnce = 1_000

/** What a channel has not been told of, and up to which event that is. */
export type OutsideNews = { changes: readonly OutsideChange[]; read: string | null; upTo: number }

/** The first look of a channel takes its place at the log's end: what happened before it was set up is no news. */
export async function outsideNews(db: Queryable, channel: NoticeChannel): Promise<OutsideNews> {
  const read = await readState(db, placeOf(channel))
  const newest = await db.selectFrom('audit_event').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst()
  const end = newest?.seq ?? 0
  if (read === null) return { changes: [], read, upTo: end }
  const changes = await db
    .selectFrom('audit_event')
    .select(['id', 'seq', 'at_ms', 'summary'])
    .where('action', '=', outsideAction)
    .where('kind', '=', 'event')
    .where('seq', '>', Number(read))
    .where('seq', '<=', end)
    .orderBy('seq')
    .limit(mostAtOnce)
    .execute()
  const last = changes.at(-1)
  return { changes, read, upTo: changes.length === mostAtOnce && last !== undefined ? last.seq : end }
}

/** Moves the place on; in the transaction that keeps what was found. */
export async function markRead(db: Queryable, channel: NoticeChannel, { read, upTo }: OutsideNews): Promise<void> {
  if (read !== String(upTo)) await writeState(db, placeOf(channel), String(upTo))
}

const placeOf = (channel: NoticeChannel) => `notices.outside.${channel}`
