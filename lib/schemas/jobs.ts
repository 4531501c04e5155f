/** Plans and jobs: many changes, shown before they are made and then made row by row. No schema in the browser. */
import type { ActionName } from './action-names.ts'

/** What a job came from; it decides what the jobs page calls it. */
export const jobKinds = ['bulk', 'import', 'campaign', 'offboarding', 'access', 'undo'] as const
export type JobKind = (typeof jobKinds)[number]

/** One change that somebody wants, in the words of the gateway: the action, and its input with path and body together. */
export type Change = {
  action: ActionName
  input: Readonly<Record<string, unknown>>
  /** Not before this moment, ISO: the archive of a campaign. */
  not_before?: string
  /** Waits until this address is a member, whose id then becomes the input's `user_id`; given up with the invite. */
  when_member?: string
  /** Fields of the object that must still hold when it is carried out, as they were planned. */
  expects?: Readonly<Record<string, unknown>>
  /** Only when the row of this number was done: the archive follows the disabling. A removal follows all keys up to it. */
  after?: number
}

/** The tables somebody may bring, each with its own columns (docs/operations.md). */
export const importKinds = ['invites', 'member_roles', 'workspace_members', 'key_status'] as const
export type ImportKind = (typeof importKinds)[number]

/** A CSV file as it was read, at most 2 MB; `name` only for people to know it by. */
export type ImportFile = { kind: ImportKind; name: string; text: string }

/** What a plan or a job is made of: changes, or a file that the server turns into changes. */
export type Wanted = { changes: readonly Change[] } | { file: ImportFile }

/**
 * ready: will be done; approval: will be proposed to a second person; unchanged: already so; refused: rules or policy
 * say no; invalid: cannot be understood; duplicate: an earlier row says the same.
 */
export type PlanVerdict = 'ready' | 'approval' | 'unchanged' | 'refused' | 'invalid' | 'duplicate'

export type FieldChange = { field: string; before: unknown; after: unknown }

/** What a row of a plan says, and the row of the job that it becomes. */
export type RowFacts = {
  /** From 1, in the order they will be done. */
  n: number
  /** The line of the file, the header being line 1; null without a file. */
  line: number | null
  action: string
  /** Whom or what it is about, for people: a name, an address. */
  label: string
  target: { kind: string; id: string | null }
  workspace: { id: string; name: string } | null
  /** One sentence: "Change ada@example.com from User to Developer". For an invalid row: the row as it was given. */
  summary: string
  fields: FieldChange[]
  not_before: string | null
  when_member: string | null
}

export type PlanRow = RowFacts & {
  verdict: PlanVerdict
  /** Why not, or who has to approve; null when it is ready. */
  reason: string | null
  reversible: boolean
}

export type Plan = {
  rows: PlanRow[]
  counts: Record<PlanVerdict, number>
  /** What has to be said or proved before it can start. */
  needs_reason: boolean
  needs_step_up: boolean
  /** Calls to the Admin API, and about how long they take within the jobs' share of the quota. */
  calls: number
  seconds: number
  /** SHA-256 of exactly what would be done; creating the job repeats it, and is refused when it has changed. */
  fingerprint: string
  /** The job that the same changes already became, however long ago; null when there is none. */
  existing_job: { id: string; status: JobStatus; created_at: string } | null
}

/** waiting: nothing to do before a moment or an event to come; `cancelling` ends with the row that is under way. */
export type JobStatus = 'running' | 'waiting' | 'cancelling' | 'done' | 'cancelled'

/**
 * queued and scheduled are still to come; `proposed` waits for a second person in Approvals; `unknown`: sent, and nobody
 * could find out what became of it; `skipped`: the row it follows was not done.
 */
export const jobRowStatuses = [
  'queued',
  'scheduled',
  'running',
  'done',
  'unchanged',
  'proposed',
  'failed',
  'refused',
  'invalid',
  'duplicate',
  'unknown',
  'skipped',
  'cancelled',
] as const
export type JobRowStatus = (typeof jobRowStatuses)[number]

export type JobSummary = {
  id: string
  kind: JobKind
  title: string
  status: JobStatus
  /** Who started it; rows are carried out with the rights they have when their turn comes. */
  starter: { id: string; name: string }
  mine: boolean
  reason: string | null
  file_name: string | null
  /** The member that an offboarding is about; null for every other job. */
  user_id: string | null
  created_at: string
  started_at: string | null
  ended_at: string | null
  counts: Record<JobRowStatus, number>
  total: number
  /** Rows a minute over the last minute, and about how many seconds are left; null when nothing is under way. */
  per_minute: number | null
  seconds_left: number | null
  /** Why it stands still (upstream is down, the quota is used up, read-only); null when it moves. */
  held_up: string | null
  /** Rows that could be tried again, and that could be taken back. */
  retryable: number
  undoable: number
  /** The job this one takes back, and the one that took this back. */
  undoes: string | null
  undone_by: string | null
  /** Whether the person who looks may cancel, retry or undo it; the reason why not. */
  control: { allowed: true } | { allowed: false; reason: string }
}

export type JobRow = RowFacts & {
  status: JobRowStatus
  problem: string | null
  /** The action in the audit log, and the proposal in Approvals, once there is one. */
  event_id: string | null
  proposal_id: string | null
  done_at: string | null
}

export type JobsView = { rows: JobSummary[]; total: number; revision: string }
export type JobDetail = { job: JobSummary; rows: JobRow[]; revision: string }
