import 'server-only'
import type { Generated, Insertable, Selectable } from 'kysely'
import type { JobRowTable, JobTable } from './job-tables.ts'
import type { UsageDayTable, UsageReportTable } from './schema-usage.ts'
import type { NoticeDeliveryTable, NoticeTable } from './schema-notices.ts'
import type { MirrorChangeTable, MirrorReadingTable } from './history-schema.ts'

/** Tables as Kysely sees them. Times named `_at` are ISO text; times named `_ms` are epoch milliseconds; JSON is text. */

/** One version of one upstream object. The current version has `valid_to_ms` null (architecture, section 7). */
export type MirrorObjectTable = {
  kind: string
  parent: string
  id: string
  data: string
  hash: string
  valid_from_ms: number
  valid_to_ms: number | null
  opened_rev: number
  closed_rev: number | null
}

/** When a write to this object was last acknowledged; a page asked for earlier may not overwrite it. */
export type MirrorAckTable = { kind: string; parent: string; id: string; acknowledged_ms: number }

/**
 * One row a list: how far it has been read. `parent` is the workspace for member lists, else empty. `started_ms` and
 * `synced_ms` bound the last whole pass, `first_ms` is the end of the first.
 */
export type MirrorListTable = {
  kind: string
  parent: string
  synced_ms: number | null
  complete: number
  viewed_ms: number
  started_ms: number | null
  first_ms: number | null
}

export type MirrorRevisionTable = { name: string; revision: number }
export type LeaseTable = { name: string; holder: string; fence: number; expires_ms: number }
export type BudgetCallTable = { id: Generated<number>; at_ms: number; lane: string }
export type StateTable = { name: string; value: string }

export type PersonTable = {
  id: string
  issuer: string
  subject: string
  email: string
  email_verified: number
  name: string
  groups: string
  created_ms: number
  last_seen_ms: number
}

export type SessionTable = {
  sid_hash: string
  person_id: string
  created_ms: number
  last_seen_ms: number
  auth_ms: number
  revoked_ms: number | null
  /** The browser, in its own words; cut and cleaned. */
  agent: string | null
}

/** `subject_kind` is `person` (a person's id) or `group` (a group's name); `workspaces` is JSON, null for all. */
export type GrantTable = {
  id: string
  subject_kind: string
  subject: string
  role: string
  workspaces: string | null
  until_ms: number | null
  created_ms: number
  created_by: string
}

export type TokenTable = {
  id: string
  secret_hash: string
  name: string
  role: string
  workspaces: string | null
  created_ms: number
  created_by: string
  expires_ms: number | null
  last_used_ms: number | null
  revoked_ms: number | null
  /** The person who made it in Settings; null for one made by command on the server. */
  maker_id: string | null
}

/**
 * Append-only and chained: `hash` covers every other column that is not null, and the hash before (audit/chain.ts).
 * `seq` counts from 1 without gaps. `kind` is intent, outcome, denied or event; an outcome names its intent.
 */
export type AuditEventTable = {
  seq: number
  id: string
  kind: string
  intent_id: string | null
  at_ms: number
  actor_id: string
  actor_issuer: string
  actor_subject: string
  actor_name: string
  actor_role: string | null
  via: string
  action: string
  target_kind: string | null
  target_id: string | null
  workspace_id: string | null
  summary: string
  params: string
  reason: string | null
  before: string | null
  after: string | null
  result: string | null
  problem: string | null
  upstream_request_id: string | null
  request_id: string
  address: string | null
  /** A keyed hash of the session, or the id of the token, that it came with. */
  credential: string | null
  /** Who approved it, as JSON `{ id, issuer, subject, name, role }`. */
  approver: string | null
  proposal_id: string | null
  /** The id of the action (its intent) that this one takes back. */
  undoes: string | null
  /** What showed the outcome when it was found by looking again, as JSON. */
  evidence: string | null
  /** The job whose row it is. */
  job_id: string | null
  prev_hash: string
  hash: string
}

/** An intent without an outcome yet, and the process that is carrying it out. */
export type OpenIntentTable = { intent_id: string; instance: string; since_ms: number }

/**
 * One change waiting for a second person. `action_hash` binds the exact action, `object_hash` the object as it was;
 * `rule` is the policy rule that asked, `requester` and `decider` are JSON as in `AuditEventTable.approver`.
 */
export type ProposalTable = {
  id: string
  action: string
  params: string
  action_hash: string
  object_hash: string
  target_kind: string
  target_id: string | null
  workspace_id: string | null
  summary: string
  before: string | null
  reason: string | null
  rule: string
  requester_id: string
  requester: string
  status: string
  created_ms: number
  expires_ms: number
  decided_ms: number | null
  decider_id: string | null
  decider: string | null
  comment: string | null
  problem: string | null
  intent_id: string | null
  /** The process that is carrying it out, while it is. */
  instance: string | null
}

export type Schema = {
  mirror_object: MirrorObjectTable
  mirror_ack: MirrorAckTable
  mirror_list: MirrorListTable
  mirror_revision: MirrorRevisionTable
  mirror_change: MirrorChangeTable
  mirror_reading: MirrorReadingTable
  lease: LeaseTable
  budget_call: BudgetCallTable
  state: StateTable
  person: PersonTable
  portal_session: SessionTable
  portal_grant: GrantTable
  portal_token: TokenTable
  audit_event: AuditEventTable
  open_intent: OpenIntentTable
  proposal: ProposalTable
  job: JobTable
  job_row: JobRowTable
  usage_day: UsageDayTable
  usage_report: UsageReportTable
  notice: NoticeTable
  notice_delivery: NoticeDeliveryTable
}

export type MirrorObject = Selectable<MirrorObjectTable>
export type PersonRecord = Selectable<PersonTable>
export type SessionRecord = Selectable<SessionTable>
export type GrantRecord = Selectable<GrantTable>
export type TokenRecord = Selectable<TokenTable>
export type AuditEvent = Selectable<AuditEventTable>
export type NewAuditEvent = Insertable<AuditEventTable>
export type ProposalRecord = Selectable<ProposalTable>
