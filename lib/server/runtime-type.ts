import 'server-only'
import type { Logger } from 'pino'
import type { Action } from '#lib/server/actions/define.ts'
import type { Budget } from '#lib/server/admin-api/budget.ts'
import type { UpstreamHealth } from '#lib/server/admin-api/health.ts'
import type { AdminApi } from '#lib/server/admin-api/admin-api.ts'
import type { AuditLog } from '#lib/server/audit/record.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import type { Env } from '#lib/server/env.ts'
import type { ListProgress } from '#lib/server/mirror/read.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { Policy } from '#lib/server/policy/policy.ts'
import type { Database } from '#lib/server/store/database.ts'

/** The mirror as pages and gateway ask it. `looked` says that somebody looks, which keeps it fresh. */
export type Mirror = {
  snapshot: () => Promise<Snapshot>
  progress: () => Promise<ListProgress[]>
  tombstoneOrder: (kind: Kind, id: string, parent: string) => Promise<string | null>
  looked: (workspaceId?: string) => void
  refresh: () => Promise<void>
}

/** All parts of a running portal, joined once a process by `runtime.ts`. */
export type Runtime = {
  env: Env
  database: Database
  log: Logger
  policy: Policy
  audit: AuditLog
  budget: Budget
  mirror: Mirror
  /** The Admin API for a person who waits. */
  admin: AdminApi
  health: () => UpstreamHealth
  perform: <I, B, R>(
    action: Action<I, B, R>,
    input: I,
    signedIn: SignedIn,
    performance: { request_id: string; reason: string | null },
  ) => Promise<R>
  close: () => Promise<void>
}
