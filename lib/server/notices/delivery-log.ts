import 'server-only'
import type { NoticeChannel, NoticeChannelState, NoticeDelivery } from '#lib/schemas/notices.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { NoticeDeliveryTable } from '#lib/server/store/schema-notices.ts'
import type { Channel } from './channel.ts'

/** The last deliveries, newest first. */
export async function lastDeliveries(db: Queryable, limit: number): Promise<NoticeDelivery[]> {
  const rows = await db
    .selectFrom('notice_delivery')
    .selectAll()
    .orderBy('created_ms', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(deliveryOf)
}

function deliveryOf(row: NoticeDeliveryTable): NoticeDelivery {
  return {
    id: row.id,
    channel: row.channel as NoticeChannel,
    at: new Date(row.created_ms).toISOString(),
    is_test: row.is_test === 1,
    subject: row.subject,
    to: row.sent_to,
    status: row.status === 'sent' || row.status === 'given_up' ? row.status : 'waiting',
    attempts: row.attempts,
    sent_at: row.sent_ms === null ? null : new Date(row.sent_ms).toISOString(),
    problem: row.problem,
  }
}

/** How a channel is: what waits, what arrived last, and what keeps notices from arriving. */
export async function channelState(db: Queryable, { name, to }: Channel): Promise<NoticeChannelState> {
  const of = db.selectFrom('notice_delivery').where('channel', '=', name)
  const [waiting, lastSent, failing, lastOver] = await Promise.all([
    of
      .select((eb) => eb.fn.countAll().as('count'))
      .where('status', '=', 'waiting')
      .executeTakeFirstOrThrow(),
    of.select('sent_ms').where('status', '=', 'sent').orderBy('sent_ms', 'desc').limit(1).executeTakeFirst(),
    of
      .select('problem')
      .where('status', '=', 'waiting')
      .where('problem', 'is not', null)
      .orderBy('created_ms')
      .limit(1)
      .executeTakeFirst(),
    of
      .select(['status', 'problem', 'is_test'])
      .where('status', '<>', 'waiting')
      .orderBy('created_ms', 'desc')
      .limit(1)
      .executeTakeFirst(),
  ])
  const given = lastOver?.status === 'given_up' ? `${lastOver.is_test === 1 ? 'Test failed' : 'Given up'}: ` : null
  return {
    channel: name,
    to,
    waiting: Number(waiting.count),
    last_sent_at: lastSent?.sent_ms ? new Date(lastSent.sent_ms).toISOString() : null,
    trouble: failing?.problem ?? (given === null ? null : `${given}${lastOver?.problem ?? 'it did not arrive'}`),
  }
}
