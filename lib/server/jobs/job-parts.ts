import 'server-only'
import type { Logger } from 'pino'
import type { OrganizationApi } from '#lib/server/admin-api/admin-api.ts'
import type { Budget } from '#lib/server/admin-api/budget.ts'
import type { PerformAs } from '#lib/server/approvals/carry-out.ts'
import type { AuditLog } from '#lib/server/audit/record.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { Instance } from '#lib/server/store/instance.ts'
import type { JobRecord } from '#lib/server/store/job-tables.ts'

/** What jobs are carried out with. */
export type JobParts = {
  database: Database
  audit: Pick<AuditLog, 'correct' | 'deny' | 'noteWith'>
  instance: Pick<Instance, 'id' | 'isAlive'>
  /** In the job lane of the budget, as is `admin`. */
  perform: PerformAs
  admin: OrganizationApi
  budget: Pick<Budget, 'roomFor'>
  snapshot: () => Promise<Snapshot>
  /** Asks for a look at the organization, soon: whoever was invited may have joined. */
  lookAgain: () => void
  /** Whoever started it, with the rights they have now; or why those do not count any more, for people. */
  starterNow: (job: JobRecord) => Promise<SignedIn | { refused: string }>
  /** Finds out what became of open intents. */
  reconcile: () => Promise<void>
  /** Why nothing can be changed at all at this moment; null when it can. */
  standstill: () => string | null
  log: Pick<Logger, 'info' | 'warn' | 'error'>
}
