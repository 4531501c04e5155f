import 'server-only'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import { dropLease, takeLease } from '#lib/server/store/lease.ts'
import { readState, writeState } from '#lib/server/store/state.ts'
import { firstEvents } from './entries.ts'
import type { Sink } from './sinks.ts'

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
  const nowMs = () => (parts.now ?? Date.now)()

  const attempt = async (): Promise<void> => {
    const problem = await deliverAll(parts, sink, () => stopped).catch((err: unknown) => {
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

/** Resolves to what went wrong, null when all is delivered or another replica delivers. */
async function deliverAll(parts: SiemParts, sink: Sink, stopped: () => boolean): Promise<string | null> {
  const { database, holder, now = Date.now } = parts
  for (;;) {
    if (stopped() || (await stateOf(database.db, sink)).lag === 0) return null
    if ((await takeLease(database, leaseOf(sink), holder, leaseMs, now)) === null) return null
    const progress = await progressOf(database.db, sink)
    const events = await firstEvents(database.db, progress.delivered_seq, batch)
    const last = events.at(-1)
    if (last === undefined) return null
    const error = await sink.deliver(events)
    const told = { ...progress, error, ...(error === null ? {} : { failed_ms: now() }) }
    const next = error === null ? { ...told, delivered_seq: last.seq, delivered_ms: now() } : told
    await writeState(database.db, stateName(sink), JSON.stringify(next))
    if (error !== null) return error
  }
}

const leaseOf = (sink: Sink) => `siem_${sink.name}`
const stateName = (sink: Sink) => `siem_${sink.name}`

async function progressOf(db: Queryable, sink: Sink): Promise<Progress> {
  const nothing = { delivered_seq: 0, delivered_ms: null, error: null, failed_ms: null }
  const value = await readState(db, stateName(sink))
  return value === null ? nothing : progressSchema.parse(JSON.parse(value))
}

async function stateOf(db: Queryable, sink: Sink): Promise<SinkState> {
  const newest = db.selectFrom('audit_event').select('seq').orderBy('seq', 'desc').limit(1)
  const [progress, last] = [await progressOf(db, sink), await newest.executeTakeFirst()]
  const lag = Math.max(0, (last?.seq ?? 0) - progress.delivered_seq)
  return { ...progress, name: sink.name, to: sink.to, lag }
}
