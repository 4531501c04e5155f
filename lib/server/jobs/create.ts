import 'server-only'
import { randomBytes } from 'node:crypto'
import type { JobKind } from '#lib/schemas/jobs.ts'
import type { Actor, AuditLog, Intent } from '#lib/server/audit/record.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { JobRecord, JobRowRecord } from '#lib/server/store/job-tables.ts'
import { willBeDone } from './planned.ts'
import type { Planned } from './planned.ts'

export type NewJob = {
  kind: JobKind
  title: string
  identity: string
  reason: string | null
  file_name: string | null
  /** The member that an offboarding is about. */
  user_id: string | null
  undoes: string | null
  /** Begin the same once more when the one before has ended. */
  again: boolean
  request_id: string
}

export type Created = { id: string; existing: boolean }

/**
 * Keeps a job and all its rows, and notes it in the audit log, in one transaction; or finds the one that the same
 * changes are already. `undoes` of a row: the action that it takes back.
 */
export async function createJob(
  audit: Pick<AuditLog, 'noteWith'>,
  actor: Actor,
  job: NewJob,
  rows: readonly (Planned & { undoes?: string })[],
  nowMs: number,
): Promise<Created> {
  const record = recordOf(actor, job, nowMs)
  let created: Created = { id: record.id, existing: false }
  await audit.noteWith(actor, noteOf(record, rows), async (trx) => {
    const newest = await newestOf(trx, record.identity)
    if (newest !== null && !(job.again && newest.ended_ms !== null)) {
      created = { id: newest.id, existing: true }
      return false
    }
    await trx
      .insertInto('job')
      .values({ ...record, round: newest === null ? 0 : newest.round + 1 })
      .execute()
    await insertRows(trx, record.id, rows)
    return true
  })
  return created
}

/** The latest job of these very changes by this person. */
export async function newestOf(
  db: Queryable,
  identity: string,
): Promise<Pick<JobRecord, 'id' | 'status' | 'round' | 'created_ms' | 'ended_ms'> | null> {
  const found = await db
    .selectFrom('job')
    .select(['id', 'status', 'round', 'created_ms', 'ended_ms'])
    .where('identity', '=', identity)
    .orderBy('round', 'desc')
    .limit(1)
    .executeTakeFirst()
  return found ?? null
}

function recordOf({ person }: Actor, job: NewJob, nowMs: number): JobRecord {
  const { kind, title, identity, reason, file_name, user_id, undoes, request_id } = job
  return {
    id: `job_${randomBytes(12).toString('hex')}`,
    kind,
    title,
    status: 'running',
    starter_id: person.id,
    starter_token: person.via === 'token' ? person.id : null,
    starter_name: person.email === '' ? person.name : person.email,
    reason,
    file_name,
    user_id,
    identity,
    round: 0,
    created_ms: nowMs,
    started_ms: null,
    ended_ms: null,
    held_up: null,
    resume_ms: 0,
    setbacks: 0,
    undoes,
    request_id,
  }
}

function noteOf(record: JobRecord, rows: readonly Planned[]): Intent {
  const { id, kind, title, file_name, user_id, identity, undoes, reason, request_id } = record
  const counts = new Map<string, number>()
  for (const { action } of rows.filter(willBeDone)) counts.set(action, (counts.get(action) ?? 0) + 1)
  return {
    request_id,
    action: undoes === null ? 'job.create' : 'job.undo',
    summary: `Start the job ${title}`,
    target_kind: 'job',
    target_id: id,
    workspace_id: null,
    params: { kind, file_name, user_id, identity, undoes, rows: rows.length, actions: Object.fromEntries(counts) },
    reason,
    before: null,
    job_id: id,
  }
}

/** Both databases bound the number of parameters of a statement. */
const rowsAtOnce = 200

async function insertRows(
  trx: Queryable,
  jobId: string,
  rows: readonly (Planned & { undoes?: string })[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await trx
      .insertInto('job_row')
      .values(rows.slice(from, from + rowsAtOnce).map((row) => rowRecord(jobId, row)))
      .execute()
}

function rowRecord(job_id: string, row: Planned & { undoes?: string }): JobRowRecord {
  return {
    job_id,
    n: row.n,
    line: row.line,
    action: row.action,
    params: JSON.stringify(row.input ?? {}),
    label: row.label,
    target_kind: row.target.kind,
    target_id: row.target.id,
    workspace_id: row.workspace?.id ?? null,
    summary: row.summary,
    fields: JSON.stringify(row.fields),
    status: statusAtFirst(row),
    problem: willBeDone(row) ? null : row.reason,
    not_before_ms: row.not_before === null ? null : Date.parse(row.not_before),
    when_member: row.when_member,
    expects: row.expects === null ? null : JSON.stringify(row.expects),
    after_n: row.after,
    undoes: row.undoes ?? null,
    reversible: row.reversible ? 1 : 0,
    intent_id: null,
    sent: 0,
    instance: null,
    proposal_id: null,
    attempts: 0,
    ended_ms: null,
  }
}

function statusAtFirst(row: Planned): string {
  if (!willBeDone(row)) return row.verdict
  return row.not_before === null && row.when_member === null && row.after === null ? 'queued' : 'scheduled'
}
