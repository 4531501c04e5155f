import 'server-only'
import type { Logger } from 'pino'
import type { NoticeChannel, NoticeChannelState, NoticeDelivery, NoticeKind } from '#lib/schemas/notices.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { MirrorReader } from '#lib/server/mirror/read.ts'
import type { Database } from '#lib/server/store/database.ts'
import { dropLease, takeLease } from '#lib/server/store/lease.ts'
import type { Channel, Sent } from './channel.ts'
import { deliverWaiting, sendTest } from './deliver.ts'
import { channelState, lastDeliveries } from './delivery-log.ts'
import { findNotices, forgetOld } from './find.ts'
import { testMessage } from './message.ts'

/** Tells people outside of Steward what is due, each thing once a channel, at least once with the same id. */
export type Notices = {
  kinds: readonly NoticeKind[]
  /** Looks and sends now, whatever pause there is. */
  now: () => Promise<void>
  /** Sends a test message; null when the channel is not set up. `who` is the person who asked. */
  test: (channel: NoticeChannel, who: string) => Promise<(Sent & { to: string }) | null>
  state: () => Promise<NoticeChannelState[]>
  deliveries: (limit: number) => Promise<NoticeDelivery[]>
  stop: () => Promise<void>
}

export type NoticeParts = {
  database: Database
  channels: readonly Channel[]
  kinds: readonly NoticeKind[]
  /** Names this process. */
  holder: string
  reader: Pick<MirrorReader, 'snapshot' | 'progress'>
  /** Reads the organization anew; nobody may have looked for days. */
  refresh: () => Promise<void>
  log: Pick<Logger, 'warn'>
  now?: () => number
  /** How often to look, in milliseconds. */
  lookMs?: number
}

const usualLookMs = 60_000
const leaseMs = 120_000
/** How old what is told may be. */
const freshForMs = 3_600_000
const forgetEveryMs = 3_600_000
const lease = 'notices'
const needed: readonly Kind[] = ['api_key', 'invite']

export function startNotices(parts: NoticeParts): Notices {
  const { database, channels, now = Date.now } = parts
  const gaveUp = (told: object) => parts.log.warn(told, 'a notice was given up')
  const deliverParts = { database, holder: parts.holder, now, gaveUp }
  let stopped = false
  let running: Promise<void> | null = null
  const look = createLook(parts, now)

  const pass = async (): Promise<void> => {
    if (channels.length === 0) return
    await look().catch((err: unknown) => parts.log.warn({ err }, 'looking for what is due failed'))
    const sending = channels.map((channel) => deliverWaiting(deliverParts, channel, () => stopped))
    for (const sent of await Promise.allSettled(sending))
      if (sent.status === 'rejected') parts.log.warn({ err: sent.reason as unknown }, 'sending notices failed')
  }
  const run = (): Promise<void> => {
    running ??= pass().finally(() => {
      running = null
    })
    return running
  }
  const timer = channels.length === 0 ? null : setInterval(() => void run(), parts.lookMs ?? usualLookMs)
  timer?.unref()
  return {
    kinds: parts.kinds,
    now: async () => {
      await running
      await run()
    },
    test: async (name, who) => {
      const channel = channels.find((candidate) => candidate.name === name)
      if (channel === undefined) return null
      const [organization] = (await parts.reader.snapshot()).list('organization')
      const sent = await sendTest(deliverParts, channel, testMessage(who, organization?.name ?? ''))
      return { ...sent, to: channel.to }
    },
    state: () => Promise.all(channels.map((channel) => channelState(database.db, channel))),
    deliveries: (limit) => lastDeliveries(database.db, limit),
    stop: async () => {
      stopped = true
      if (timer !== null) clearInterval(timer)
      await running
      await dropLease(database, lease, parts.holder).catch(() => undefined)
    },
  }
}

/** One replica looks at a time, and only at lists that are whole: half a list would be told as many small messages. */
function createLook(parts: NoticeParts, now: () => number): () => Promise<void> {
  const { database, channels, reader } = parts
  let forgottenMs = 0
  return async () => {
    if ((await takeLease(database, lease, parts.holder, leaseMs, now)) === null) return
    if (!(await isWholeAndFresh(parts, now()))) return
    const snapshot = await reader.snapshot()
    for (const channel of channels) await findNotices(database, channel, snapshot, parts.kinds, now())
    if (now() - forgottenMs < forgetEveryMs) return
    forgottenMs = now()
    await forgetOld(database.db, channels, now())
  }
}

/** Asks for a new reading where the last is old. When upstream does not answer, what is known is still told. */
async function isWholeAndFresh({ reader, refresh }: NoticeParts, nowMs: number): Promise<boolean> {
  const lists = (await reader.progress()).filter(({ kind }) => needed.some((wanted) => wanted === kind))
  if (lists.length < needed.length || lists.some(({ complete }) => !complete)) return false
  const oldest = Math.min(...lists.map(({ synced_ms }) => synced_ms ?? 0))
  if (nowMs - oldest > freshForMs) await refresh().catch(() => undefined)
  return true
}
