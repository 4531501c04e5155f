import 'server-only'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import { dropLease, takeLease } from '#lib/server/store/lease.ts'
import { readState, replaceState } from '#lib/server/store/state.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import { firstEvents, lineOf } from './entries.ts'
import type { Sink, Undelivered } from './sinks.ts'

const progressSchema = z.object({
  delivered_seq: z.int().min(0),
  delivered_ms: z.int().nullable(),
  error: z.string().nullable(),
  failed_ms: z.int().nullable(),
})
type Progress = z.infer<typeof progressSchema>

/** How far one sink is. Times are epoch milliseconds; `lag` counts events that wait. */
export type SinkState = Progress & { name: string; to: string; lag: number }

/** Delivers every event to every sink, in order, at least once: the place is moved on only after the sink has taken it. */
export type Siem = {
  appended: () => void
  /** Tries at once, whatever pause there is. Resolves to how far everything is then. */
  now: () => Promise<SinkState[]>
  state: () => Promise<SinkState[]>
  stop: () => Promise<void>
}

export type SiemParts = {
  database: Database
  sinks: readonly Sink[]
  holder: string
  log: Pick<Logger, 'warn'>
  /** In milliseconds: the first and the longest pause after a failure, and how often to look for events of others. */
  pauses?: typeof usualPauses
  now?: () => number
}

const usualPauses = { first: 1_000, longest: 60_000, look: 5_000 }
const leaseMs = 60_000
const batch = 200
/** What one delivery holds at most, unless a single event is larger; less once the sink has refused as much. */
const usualBytes = 512 * 1024

export function startSiem(parts: SiemParts): Siem {
  const couriers = parts.sinks.map((sink) => startCourier(parts, sink))
  const state = () => Promise.all(parts.sinks.map((sink) => stateOf(parts.database.db, sink)))
  const timer =
    couriers.length === 0
      ? null
      : setInterval(() => couriers.forEach((courier) => courier.nudge()), (parts.pauses ?? usualPauses).look)
  timer?.unref()
  for (const courier of couriers) courier.nudge()
  return {
    appended: () => couriers.forEach((courier) => courier.nudge()),
    now: async () => {
      await Promise.all(couriers.map((courier) => courier.run()))
      return state()
    },
    state,
    stop: async () => {
      if (timer !== null) clearInterval(timer)
      await Promise.all(couriers.map((courier) => courier.stop()))
    },
  }
}

type Courier = { nudge: () => void; run: () => Promise<void>; stop: () => Promise<void> }

function startCourier(parts: SiemParts, sink: Sink): Courier {
  const { first, longest } = parts.pauses ?? usualPauses
  let pauseMs = first
  let notBeforeMs = 0
  let stopped = false
  let running: Promise<void> | null = null
  const room = { bytes: usualBytes }
  const nowMs = () => (parts.now ?? Date.now)()

  const attempt = async (): Promise<void> => {
    const problem = await deliverAll(parts, sink, room, () => stopped).catch((err: unknown) => {
      parts.log.warn({ err, sink: sink.name }, 'delivering audit events failed')
      return 'The database does not answer'
    })
    if (problem === null) pauseMs = first
    else {
      notBeforeMs = nowMs() + pauseMs
      pauseMs = Math.min(pauseMs * 2, longest)
    }
  }
  const run = (): Promise<void> => {
    running ??= attempt().finally(() => {
      running = null
    })
    return running
  }
  return {
    nudge: () => {
      if (!stopped && nowMs() >= notBeforeMs) void run()
    },
    run: async () => {
      await running
      await run()
    },
    stop: async () => {
      stopped = true
      await running
      await dropLease(parts.database, leaseOf(sink), parts.holder).catch(() => undefined)
    },
  }
}

/**
 * Resolves to what went wrong, null when all is delivered or another replica delivers. What is too large for the sink
 * is halved; an event that is too large alone stays where it is and is named: nothing is left out.
 */
async function deliverAll(
  parts: SiemParts,
  sink: Sink,
  room: { bytes: number },
  stopped: () => boolean,
): Promise<string | null> {
  const { database, holder, now = Date.now } = parts
  for (;;) {
    if (stopped() || (await stateOf(database.db, sink)).lag === 0) return null
    if ((await takeLease(database, leaseOf(sink), holder, leaseMs, now)) === null) return null
    const read = await readState(database.db, stateName(sink))
    const progress = progressOf(read)
    const { events, bytes } = fitting(await firstEvents(database.db, progress.delivered_seq, batch), room.bytes)
    const last = events.at(-1)
    if (last === undefined) return null
    const undelivered = await sink.deliver(events)
    if (undelivered?.tooLarge === true && events.length > 1) {
      room.bytes = Math.floor(bytes / 2)
      continue
    }
    const error = undelivered === null ? null : wordsOf(undelivered, events, bytes)
    const told = { ...progress, error, ...(error === null ? {} : { failed_ms: now() }) }
    const next = error === null ? { ...told, delivered_seq: last.seq, delivered_ms: now() } : told
    // Whoever was paused past the lease must not take the place back that a successor has moved on.
    const isOurs = await replaceState(database.db, stateName(sink), read, JSON.stringify(next))
    if (isOurs && error !== null) return error
  }
}

/** The first events that fit, at least one. */
function fitting(events: readonly AuditEvent[], mostBytes: number): { events: readonly AuditEvent[]; bytes: number } {
  let bytes = 0
  for (const [index, event] of events.entries()) {
    const more = Buffer.byteLength(lineOf(event)) + 1
    if (index > 0 && bytes + more > mostBytes) return { events: events.slice(0, index), bytes }
    bytes += more
  }
  return { events, bytes }
}

function wordsOf({ problem, tooLarge }: Undelivered, [event]: readonly AuditEvent[], bytes: number): string {
  if (!tooLarge || event === undefined) return problem
  return `${problem}: event ${event.seq} (${event.id}) alone is too large for it (${Math.ceil(bytes / 1024)} kB). Let it take more; delivery waits for that.`
}

const leaseOf = (sink: Sink) => `siem_${sink.name}`
const stateName = (sink: Sink) => `siem_${sink.name}`

function progressOf(value: string | null): Progress {
  const nothing = { delivered_seq: 0, delivered_ms: null, error: null, failed_ms: null }
  return value === null ? nothing : progressSchema.parse(JSON.parse(value))
}

async function stateOf(db: Queryable, sink: Sink): Promise<SinkState> {
  const newest = db.selectFrom('audit_event').select('seq').orderBy('seq', 'desc').limit(1)
  const [progress, last] = [progressOf(await readState(db, stateName(sink))), await newest.executeTakeFirst()]
  const lag = Math.max(0, (last?.seq ?? 0) - progress.delivered_seq)
  return { ...progress, name: sink.name, to: sink.to, lag }
}
