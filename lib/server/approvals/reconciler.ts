import 'server-only'
import type { Logger } from 'pino'
import { reconcile } from '#lib/server/actions/reconcile.ts'
import type { ReconcileParts } from '#lib/server/actions/reconcile.ts'
import { endOrphans } from './orphans.ts'
import type { OrphanParts } from './orphans.ts'
import { expireProposals } from './proposals.ts'

export type Reconciler = { now: () => Promise<void>; stop: () => Promise<void> }

const everyMs = 60_000

/** At start and every minute: closes what dead processes left open, and proposals that nobody decided in time. */
export function startReconciler(parts: ReconcileParts & OrphanParts, log: Pick<Logger, 'info' | 'warn'>): Reconciler {
  let running: Promise<void> | null = null
  const pass = async (): Promise<void> => {
    const { closed, waiting } = await reconcile(parts)
    if (closed > 0 || waiting > 0) log.info({ closed, waiting }, 'open intents reconciled')
    await endOrphans(parts)
    await expireProposals(parts.database.db, parts.audit, Date.now())
  }
  const run = (): Promise<void> => {
    running ??= pass().finally(() => {
      running = null
    })
    return running
  }
  const quietly = () => run().catch((err: unknown) => log.warn({ err }, 'reconciling failed'))
  const timer = setInterval(() => void quietly(), everyMs)
  timer.unref()
  void quietly()
  return {
    now: run,
    stop: async () => {
      clearInterval(timer)
      await running?.catch(() => undefined)
    },
  }
}
