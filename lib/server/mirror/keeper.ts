import 'server-only'
import type { Logger } from 'pino'
import type { UpstreamHealthKeeper } from '#lib/server/admin-api/health.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { MirrorReader } from './read.ts'
import type { Sync } from './sync.ts'
import { markViewed } from './write.ts'

export type KeeperParts = {
  database: Database
  reader: MirrorReader
  sync: Sync
  health: UpstreamHealthKeeper
  log: Logger
}

export type Keeper = {
  /** Somebody looks: keep the mirror fresh for a while. */
  looked: (workspaceId?: string) => void
  /** A change reached further than it told: sweep at once, also over lists that seem fresh. */
  stale: () => void
  /** Sweeps everything now. Resolves when done; throws UpstreamError. */
  refresh: () => Promise<void>
  stop: () => Promise<void>
}

const tickMs = 500
/** How long one look keeps the mirror warm. */
const lookLastsMs = 120_000
/** While nobody looks: often enough to tell within minutes what was changed outside, at some calls an hour. */
const idleMs = 600_000
const restMs = 10_000
const longestBackoffMs = 60_000

/** Runs the sweeps: while somebody looks, when a change asks for one, and now and then. */
export function startKeeper(parts: KeeperParts): Keeper {
  let lookedMs = Date.now()
  let forced = false
  let failures = 0
  let notBeforeMs = 0
  let sweptMs = 0
  let running: Promise<void> | null = null
  const noted = new Map<string, number>()

  const sweep = async (): Promise<void> => {
    const force = forced
    forced = false
    try {
      const swept = await parts.sync.sweep({ force })
      failures = 0
      sweptMs = Date.now()
      notBeforeMs = Date.now() + (swept ? restMs : tickMs * 4)
    } catch (error) {
      forced ||= force
      failures += 1
      notBeforeMs = Date.now() + Math.min(longestBackoffMs, 1_000 * 2 ** failures)
      parts.health.report(error)
      parts.log.warn({ problem: parts.health.current().problem, failures }, 'sync failed')
      throw error
    }
  }

  const run = (): Promise<void> => {
    running ??= sweep().finally(() => {
      running = null
    })
    return running
  }

  const timer = setInterval(() => {
    const now = Date.now()
    const due = forced || now - lookedMs < lookLastsMs || now - sweptMs >= idleMs
    // A forced sweep need not rest, but it waits like any other while upstream is failing.
    const rested = now >= notBeforeMs || (forced && failures === 0)
    if (due && rested && running === null) run().catch(() => undefined)
  }, tickMs)
  timer.unref()
  run().catch(() => undefined)

  return {
    looked: (workspaceId) => {
      lookedMs = Date.now()
      if (workspaceId === undefined || Date.now() - (noted.get(workspaceId) ?? 0) < 10_000) return
      noted.set(workspaceId, Date.now())
      markViewed(parts.database, { kind: 'workspace_member', parent: workspaceId }).catch(() => undefined)
    },
    stale: () => {
      forced = true
    },
    refresh: async () => {
      if (running !== null) await running.catch(() => undefined)
      forced = true
      await run()
    },
    stop: async () => {
      clearInterval(timer)
      await running?.catch(() => undefined)
    },
  }
}
