import 'server-only'
import type { Selectable } from 'kysely'

/** `status` as in lib/schemas/jobs.ts. A starter is a person's id, or a token's with `starter_token` set to it. */
export type JobTable = {
  id: string
  kind: string
  title: string
  status: string
  starter_id: string
  starter_token: string | null
  starter_name: string
  reason: string | null
  file_name: string | null
  /** The member that an offboarding is about. */
  user_id: string | null
  /** SHA-256 of who wants what; `round` counts the times it was started again on purpose. Both together are unique. */
  identity: string
  round: number
  created_ms: number
  started_ms: number | null
  ended_ms: number | null
  /** Why it stands still, and until when nobody tries. */
  held_up: string | null
  resume_ms: number
  /** Tries in a row that ended because of upstream or ourselves, not of the row. */
  setbacks: number
  /** The job that this one takes back. */
  undoes: string | null
  request_id: string
}

/** One change of a job. JSON: `params`, `fields`, `expects`. */
export type JobRowTable = {
  job_id: string
  n: number
  line: number | null
  action: string
  params: string
  label: string
  target_kind: string
  target_id: string | null
  workspace_id: string | null
  summary: string
  fields: string
  status: string
  problem: string | null
  not_before_ms: number | null
  when_member: string | null
  expects: string | null
  after_n: number | null
  /** The action (its intent's id) that this row takes back. */
  undoes: string | null
  reversible: number
  /** The intent, chosen before anything is sent; `sent` turns 1 in the transaction that commits it to the audit log. */
  intent_id: string | null
  sent: number
  /** The process that carries it out, while it does. */
  instance: string | null
  proposal_id: string | null
  attempts: number
  ended_ms: number | null
}

export type JobRecord = Selectable<JobTable>
export type JobRowRecord = Selectable<JobRowTable>
