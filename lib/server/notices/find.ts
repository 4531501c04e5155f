import 'server-only'
import { randomUUID } from 'node:crypto'
import { dueNotices } from '#lib/rules/notices.ts'
import type { Due } from '#lib/rules/notices.ts'
import type { NoticeKind } from '#lib/schemas/notices.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import type { Channel } from './channel.ts'
import { lineOf, waitingProposals } from './facts.ts'
import type { Matter } from './facts.ts'
import { messageOf } from './message.ts'
import { markRead, outsideNews } from './outside.ts'

const day = 86_400_000
/** Longer than anything can be due: no step is further from its end, and no proposal waits longer. */
const rememberedMs = 90 * day
const rowsAtOnce = 200

/**
 * Keeps what is due and was not told yet on this channel as one message, in one transaction with the note that it was
 * told. Two that find the same at the same moment keep it once.
 */
export async function findNotices(
  database: Database,
  channel: Channel,
  snapshot: Snapshot,
  kinds: readonly NoticeKind[],
  nowMs: number,
): Promise<void> {
  const [news, proposals] = [await outsideNews(database.db, channel.name), await waitingProposals(database.db)]
  const matter: Matter = { snapshot, proposals, outside: news.changes }
  const [keys, invites] = [snapshot.list('api_key'), snapshot.list('invite')]
  const due = dueNotices({ keys, invites, proposals, outside: news.changes }, nowMs)
  const wanted = due.filter(({ kind }) => kinds.includes(kind))
  const told = await toldOn(database.db, channel)
  const fresh = wanted.filter((notice) => !told.has(nameOf(notice)))
  if (fresh.length === 0 && news.read === String(news.upTo)) return
  await database.db.transaction().execute(async (trx) => {
    await markRead(trx, channel.name, news)
    await keep(trx, channel, matter, fresh, nowMs)
  })
}

async function keep(trx: Queryable, channel: Channel, matter: Matter, fresh: readonly Due[], nowMs: number) {
  const id = randomUUID()
  const kept = await insertOnce(trx, channel, id, fresh, nowMs)
  const lines = fresh.filter((notice) => kept.has(nameOf(notice))).map((notice) => lineOf(matter, notice, nowMs))
  if (lines.length === 0) return
  const [organization] = matter.snapshot.list('organization')
  const message = messageOf(lines, organization?.name ?? '')
  await trx
    .insertInto('notice_delivery')
    .values({
      id,
      channel: channel.name,
      is_test: 0,
      subject: message.subject,
      message: JSON.stringify(message),
      sent_to: channel.to,
      status: 'waiting',
      attempts: 0,
      created_ms: nowMs,
      not_before_ms: nowMs,
      claimed_by: '',
      claimed_until_ms: 0,
      sent_ms: null,
      problem: null,
    })
    .execute()
}

/** Resolves to those that nobody else has kept. In one order everywhere, so that two never wait for each other. */
async function insertOnce(trx: Queryable, channel: Channel, id: string, fresh: readonly Due[], nowMs: number) {
  const rows = fresh
    .map(({ kind, object, step }) => ({ kind, object, step, channel: channel.name, delivery_id: id, found_ms: nowMs }))
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  const kept = new Set<string>()
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const inserted = await trx
      .insertInto('notice')
      .values(rows.slice(at, at + rowsAtOnce))
      .onConflict((conflict) => conflict.columns(['kind', 'object', 'step', 'channel']).doNothing())
      .returning(['kind', 'object', 'step'])
      .execute()
    for (const row of inserted) kept.add(nameOf(row))
  }
  return kept
}

async function toldOn(db: Queryable, channel: Channel): Promise<ReadonlySet<string>> {
  const select = db.selectFrom('notice').select(['kind', 'object', 'step'])
  return new Set((await select.where('channel', '=', channel.name).execute()).map(nameOf))
}

const nameOf = ({ kind, object, step }: { kind: string; object: string; step: string }) => `${kind} ${object} ${step}`

/**
 * Forgets what cannot become due again, and deliveries that are over, after ninety days. What waits for a channel that
 * was taken away is given up after three: until then it may only be a replica that was configured earlier.
 */
export async function forgetOld(db: Queryable, channels: readonly Channel[], nowMs: number): Promise<void> {
  await db
    .deleteFrom('notice')
    .where('found_ms', '<', nowMs - rememberedMs)
    .execute()
  await db
    .deleteFrom('notice_delivery')
    .where('created_ms', '<', nowMs - rememberedMs)
    .where('status', '<>', 'waiting')
    .execute()
  await db
    .updateTable('notice_delivery')
    .set({ status: 'given_up', problem: 'This channel is not set up any more' })
    .where('status', '=', 'waiting')
    .where('created_ms', '<', nowMs - 3 * day)
    .where(
      'channel',
      'not in',
      channels.map(({ name }) => name),
    )
    .execute()
}
