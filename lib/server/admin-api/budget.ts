import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import { serialised } from '#lib/server/store/serialised.ts'
import { readState, writeState } from '#lib/server/store/state.ts'
import { UpstreamError } from './errors.ts'

/** Who is calling, most urgent first. People before read-backs before jobs before sync (architecture, section 7). */
export type Lane = 'interactive' | 'read_back' | 'job' | 'sync'

/** The share of the minute's quota that jobs and sync may fill together: the rest is always there for people at once. */
export const backgroundShare = 0.8
/** Of that, sync's part: jobs go before it, so it keeps to a trickle for as long as they are calling. */
const syncShares = { alone: 0.6, besideJobs: 0.2 }

/** Longest wait for a free slot. Nobody stares at a button for longer; sync has all the time. */
const longestWaitMs: Record<Lane, number> = { interactive: 20_000, read_back: 60_000, job: 600_000, sync: 600_000 }

/** A little over a minute: calls take time to arrive, and upstream counts by its own clock. */
const windowMs = 61_500

export type Budget = {
  /** Waits for a slot of the organization's quota and takes it. Throws UpstreamError (429) when the wait is too long. */
  take: (lane: Lane, signal?: AbortSignal) => Promise<void>
  /** Milliseconds until a lane has room for so many calls, without taking any; 0 means now. */
  roomFor: (lane: Lane, calls: number) => Promise<number>
  /** Upstream said 429: nobody calls before the pause is over. */
  pause: (ms: number) => Promise<void>
  /** Calls in the last minute, over all replicas. */
  used: () => Promise<number>
  perMinute: number
}

/** One sliding minute for the whole organization, in the database, shared by all replicas. */
export function createBudget(database: Database, perMinute: number, now: () => number = Date.now): Budget {
  const pausedUntil = async () => Number((await readState(database.db, 'budget.paused_until')) ?? 0)

  const waitNow = async (db: Queryable, lane: Lane, wanted: number, at: number): Promise<number> => {
    const paused = Number((await readState(db, 'budget.paused_until')) ?? 0)
    if (paused > at) return paused - at
    const recent = db
      .selectFrom('budget_call')
      .select(['at_ms', 'lane'])
      .where('at_ms', '>', at - windowMs)
    return waitFor(lane, await recent.orderBy('at_ms').execute(), { perMinute, wanted, at })
  }

  /** Milliseconds to wait before the next try; 0 means the slot is taken. */
  const tryTake = (lane: Lane): Promise<number> =>
    serialised(database, 'budget', async (trx) => {
      const at = now()
      await trx
        .deleteFrom('budget_call')
        .where('at_ms', '<=', at - windowMs)
        .execute()
      const wait = await waitNow(trx, lane, 1, at)
      if (wait === 0) await trx.insertInto('budget_call').values({ at_ms: at, lane }).execute()
      return wait
    })

  return {
    perMinute,
    take: async (lane, signal) => {
      const deadline = now() + longestWaitMs[lane]
      for (let tries = 0; tries < 10_000; tries++) {
        const wait = await tryTake(lane)
        if (wait === 0) return
        if (now() + wait > deadline) throw quotaUsedUp(wait)
        await sleep(Math.min(wait, 2_000) + Math.random() * 50, undefined, signal === undefined ? {} : { signal })
      }
      throw quotaUsedUp(0)
    },
    roomFor: (lane, calls) => waitNow(database.db, lane, calls, now()),
    pause: async (ms) => {
      const until = now() + ms
      if (until > (await pausedUntil())) await writeState(database.db, 'budget.paused_until', String(until))
    },
    used: async () => {
      const row = await database.db
        .selectFrom('budget_call')
        .select((eb) => eb.fn.countAll().as('count'))
        .where('at_ms', '>', now() - 60_000)
        .executeTakeFirst()
      return row === undefined ? 0 : Number(row.count)
    },
  }
}

type Call = { at_ms: number; lane: string }

type Wish = { perMinute: number; wanted: number; at: number }

function waitFor(lane: Lane, calls: readonly Call[], wish: Wish): number {
  const waits = [untilRoom(calls, wish.perMinute, wish)]
  if (lane === 'job' || lane === 'sync')
    waits.push(untilRoom(calls.filter(isBackground), wish.perMinute * backgroundShare, wish))
  if (lane === 'sync') {
    const share = calls.some((call) => call.lane === 'job') ? syncShares.besideJobs : syncShares.alone
    const own = calls.filter((call) => call.lane === 'sync')
    waits.push(untilRoom(own, wish.perMinute * share, wish))
  }
  return Math.max(...waits)
}

function isBackground({ lane }: Call): boolean {
  return lane === 'job' || lane === 'sync'
}

/** `calls` in the order they were made. Whoever wants more than there can ever be waits for an empty minute. */
function untilRoom(calls: readonly Call[], share: number, { wanted, at }: Wish): number {
  const limit = Math.max(1, Math.floor(share))
  const tooMany = calls.length + wanted - limit
  const blocking = tooMany <= 0 ? undefined : calls[Math.min(tooMany, calls.length) - 1]
  return blocking === undefined ? 0 : Math.max(1, blocking.at_ms + windowMs - at)
}

function quotaUsedUp(waitMs: number): UpstreamError {
  return new UpstreamError({
    outcome: 'not_executed',
    status: 429,
    error_type: 'rate_limit_error',
    error_code: 'quota_used_up',
    message: "The organization's Admin API quota for this minute is used up. Nothing was changed; try again shortly.",
    request_id: null,
    retry_after_ms: waitMs,
  })
}
