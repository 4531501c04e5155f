import 'server-only'
import type { Logger } from 'pino'
import type { UsageSync } from './sync.ts'

export type UsageKeeper = {
  /** Somebody looks at what was used: today's figures are kept fresh for a while. */
  looked: () => void
  /** Reads everything that is missing or older than a moment, now. Throws UpstreamError. */
  refresh: () => Promise<void>
  stop: () => Promise<void>
}

const tickMs = 250
const lookLastsMs = 120_000
const freshWhileLookedMs = 10 * 60_000
const freshWhenAskedMs = 60_000
const freshAnywayMs = 24 * 3_600_000
/** How long nothing is asked for after everything was in step. */
const restMs = 30_000
const notReadyMs = 1_000
const longestBackoffMs = 10 * 60_000

type Parts = {
  sync: UsageSync
  /** Whether the mirror was read whole: until then all calls are its. */
  ready: () => Promise<boolean>
  log: Pick<Logger, 'warn'>
}

/** Reads usage while somebody looks, else once a day, a step at a time. */
export function startUsageKeeper({ sync, ready, log }: Parts): UsageKeeper {
  let lookedMs = 0
  let notBeforeMs = 0
  let failures = 0
  let isReady = false
  let waiting = 0
  let last: Promise<void> = Promise.resolve()

  const step = async (): Promise<void> => {
    if (!(isReady ||= await ready())) {
      notBeforeMs = Date.now() + notReadyMs
      return
    }
    const looking = Date.now() - lookedMs < lookLastsMs
    try {
      const worked = await sync.step(looking ? freshWhileLookedMs : freshAnywayMs)
      failures = 0
      notBeforeMs = worked ? 0 : Date.now() + restMs
    } catch (err) {
      failures += 1
      notBeforeMs = Date.now() + Math.min(longestBackoffMs, 2_000 * 2 ** failures)
      log.warn({ err, failures }, 'usage could not be read')
    }
  }

  /** One at a time: the lease keeps other processes away, not this one. */
  const alone = (work: () => Promise<void>): Promise<void> => {
    waiting += 1
    const turn = last.then(work).finally(() => {
      waiting -= 1
    })
    last = turn.catch(() => undefined)
    return turn
  }

  const readAll = async (): Promise<void> => {
    let worked = true
    while (worked) worked = await sync.step(freshWhenAskedMs)
  }

  const timer = setInterval(() => {
    if (waiting === 0 && Date.now() >= notBeforeMs) void alone(step)
  }, tickMs)
  timer.unref()

  return {
    looked: () => {
      // Whoever comes after a while need not wait until the rest is over.
      if (Date.now() - lookedMs > lookLastsMs && failures === 0) notBeforeMs = 0
      lookedMs = Date.now()
    },
    refresh: () => alone(readAll),
    stop: async () => {
      clearInterval(timer)
      await last
    },
  }
}
