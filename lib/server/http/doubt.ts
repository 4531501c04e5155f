import 'server-only'
import type { Anchor } from '#lib/server/audit/anchor.ts'
import { Problem } from './problem.ts'

/** Throws 503 while the audit log is not the one that its newest checkpoint saw: a change now could not be proven later. */
export function refuseWhenInDoubt(anchor: Pick<Anchor, 'problem'>): void {
  const problem = anchor.problem()
  if (problem !== null) throw new Problem(503, 'audit_log_in_doubt', problem)
}
