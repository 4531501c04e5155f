import 'server-only'
import { randomUUID } from 'node:crypto'
import type { Database } from '#lib/server/store/database.ts'
import type { Channel, Sent } from './channel.ts'
import { patienceMs } from './channel.ts'
import { readMessage } from './message.ts'
import type { Message } from './message.ts'

export type DeliverParts = {
  database: Database
  /** Names this process: only who holds a claim sends. */
  holder: string
  now: () => number
  /** Told when a message is never tried again. */
  gaveUp: (told: { channel: string; notice: string; problem: string }) => void
}

const firstPauseMs = 30_000
const longestPauseMs = 3_600_000
/** With these pauses about a day after the first attempt. */
export const mostAttempts = 30
/** Longer than sending may take, so that nobody sends what is just being sent. */
const claimMs = patienceMs * 3

type Claimed = { id: string; message: string; attempts: number }

/**
 * Sends what waits, oldest first, until nothing does or something fails. A process that dies while it sends leaves its
 * claim behind; when that has passed, the same message goes again with the same id.
 */
export async function deliverWaiting(parts: DeliverParts, channel: Channel, stopped: () => boolean): Promise<void> {
  while (!stopped()) {
    const claimed = await claimNext(parts, channel)
    if (claimed === null) return
    const sent = await channel.send(claimed.id, readMessage(claimed.message))
    await conclude(parts, channel, claimed, sent)
    if (!sent.arrived) return
  }
}

async function claimNext({ database, holder, now }: DeliverParts, channel: Channel): Promise<Claimed | null> {
  for (;;) {
    const nowMs = now()
    const next = await database.db
      .selectFrom('notice_delivery')
      .select('id')
      .where('channel', '=', channel.name)
      .where('status', '=', 'waiting')
      .where('not_before_ms', '<=', nowMs)
      .where('claimed_until_ms', '<', nowMs)
      .orderBy('created_ms')
      .limit(1)
      .executeTakeFirst()
    if (next === undefined) return null
    const claimed = await database.db
      .updateTable('notice_delivery')
      .set((eb) => ({
        claimed_by: holder,
        claimed_until_ms: nowMs + claimMs,
        attempts: eb('attempts', '+', 1),
        sent_to: channel.to,
      }))
      .where('id', '=', next.id)
      .where('status', '=', 'waiting')
      .where('not_before_ms', '<=', nowMs)
      .where('claimed_until_ms', '<', nowMs)
      .returning(['id', 'message', 'attempts'])
      .executeTakeFirst()
    if (claimed !== undefined) return claimed
  }
}

/** Only while the claim is ours: whoever was paused past it must not overwrite what a successor found out. */
async function conclude(parts: DeliverParts, channel: Channel, { id, attempts }: Claimed, sent: Sent): Promise<void> {
  const nowMs = parts.now()
  const over = sent.arrived ? ('sent' as const) : attempts >= mostAttempts ? ('given_up' as const) : null
  const problem = sent.arrived ? sent.partly : sent.problem
  const pause = Math.min(firstPauseMs * 2 ** (attempts - 1), longestPauseMs)
  const { numUpdatedRows } = await parts.database.db
    .updateTable('notice_delivery')
    .set({
      status: over ?? 'waiting',
      problem,
      sent_ms: sent.arrived ? nowMs : null,
      not_before_ms: nowMs + pause,
      claimed_by: '',
      claimed_until_ms: 0,
    })
    .where('id', '=', id)
    .where('claimed_by', '=', parts.holder)
    .where('attempts', '=', attempts)
    .executeTakeFirstOrThrow()
  if (over === 'given_up' && numUpdatedRows > 0n)
    parts.gaveUp({ channel: channel.name, notice: id, problem: problem ?? '' })
}

/** Sends a message now, once; it is kept in the log like any other. Resolves to what became of it. */
export async function sendTest({ database, now }: DeliverParts, channel: Channel, message: Message): Promise<Sent> {
  const [id, nowMs] = [randomUUID(), now()]
  await database.db
    .insertInto('notice_delivery')
    .values({
      id,
      channel: channel.name,
      is_test: 1,
      subject: message.subject,
      message: JSON.stringify(message),
      sent_to: channel.to,
      // Over from the start: nobody else sends it, and should this process die, it says that it did not arrive.
      status: 'given_up',
      attempts: 1,
      created_ms: nowMs,
      not_before_ms: nowMs,
      claimed_by: '',
      claimed_until_ms: 0,
      sent_ms: null,
      problem: 'Steward stopped while it was sent',
    })
    .execute()
  const sent = await channel.send(id, message)
  await database.db
    .updateTable('notice_delivery')
    .set(
      sent.arrived
        ? { status: 'sent', sent_ms: now(), problem: sent.partly }
        : { status: 'given_up', problem: sent.problem },
    )
    .where('id', '=', id)
    .execute()
  return sent
}
