import 'server-only'
import type { Logger } from 'pino'
import type { PerformAs } from '#lib/server/approvals/carry-out.ts'
import type { Budget } from '#lib/server/admin-api/budget.ts'
import type { UpstreamHealth } from '#lib/server/admin-api/health.ts'
import type { AdminApi } from '#lib/server/admin-api/admin-api.ts'
import type { Anchor } from '#lib/server/audit/anchor.ts'
import type { AuditLog } from '#lib/server/audit/record.ts'
import type { Siem } from '#lib/server/audit/siem.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import type { Env } from '#lib/server/env.ts'
import type { Runner } from '#lib/server/jobs/runner.ts'
import type { RequestLimits } from '#lib/server/request-limits.ts'
import type { ListProgress } from '#lib/server/mirror/read.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { Notices } from '#lib/server/notices/notices.ts'
import type { Policy } from '#lib/server/policy/policy.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { Usage } from '#lib/server/usage/usage.ts'
import type { Instance } from '#lib/server/store/instance.ts'

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
  anchor: Anchor
  siem: Siem
  notices: Notices
  budget: Budget
  mirror: Mirror
  usage: Usage
  /** The Admin API for a person who waits. */
  admin: AdminApi
  health: () => UpstreamHealth
  perform: PerformAs
  /** False when the sign-in is too old for what asks for a fresh one. Tokens cannot sign in, so they count as fresh. */
  isFresh: (signedIn: SignedIn) => boolean
  /** How much one person may ask. */
  limits: RequestLimits
  /** The admin key's fingerprint, of the one in use now. */
  credentialFingerprint: () => string
  /** Looks at the key's file now; it also happens by itself, every half minute. */
  renewKey: () => Promise<void>
  /** This process among those that share the database. */
  instance: Instance
  /** What this process is carrying out right now: intents by id, approvals as proposal id, space, request id. */
  inFlight: Set<string>
  /** Carries out what was started in the background. */
  jobs: Pick<Runner, 'poke'>
  /** Closes what dead processes left open, now; it also runs by itself, at start and every minute. */
  reconcile: () => Promise<void>
  close: () => Promise<void>
}
