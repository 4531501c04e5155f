import 'server-only'
import type { OrganizationApi } from '#lib/server/admin-api/admin-api.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { JobRowRecord } from '#lib/server/store/job-tables.ts'
import { normalisedAddress } from './addresses.ts'
import type { JobParts } from './job-parts.ts'

type Scheduled = Pick<JobRowRecord, 'job_id' | 'n' | 'not_before_ms' | 'when_member' | 'params' | 'label'> & {
  after_n: number | null
  after_status: string | null
}
type Next = { status: 'queued'; user_id?: string } | { status: 'skipped'; problem: string } | null

const good: readonly string[] = ['done', 'unchanged']
const open: readonly string[] = ['queued', 'scheduled', 'running', 'proposed']

/** Gives scheduled rows their turn whose moment, member or row before has come; skips those for which it never will. */
export async function promote(parts: JobParts, jobId: string, nowMs: number): Promise<void> {
  const { db } = parts.database
  const rows = await db
    .selectFrom('job_row as row')
    .leftJoin('job_row as before', (join) =>
      join.onRef('before.job_id', '=', 'row.job_id').onRef('before.n', '=', 'row.after_n'),
    )
    .select(['row.job_id', 'row.n', 'row.not_before_ms', 'row.when_member', 'row.params', 'row.label', 'row.after_n'])
    .select('before.status as after_status')
    .where('row.job_id', '=', jobId)
    .where('row.status', '=', 'scheduled')
    .orderBy('row.n')
    .execute()
  if (rows.length === 0) return
  const members = await membersByAddress(parts, rows)
  for (const row of rows) {
    const next = await nextOf(parts, row, members, nowMs)
    if (next !== null) await turn(db, row, next, nowMs)
  }
}

async function membersByAddress(
  { snapshot }: JobParts,
  rows: readonly Scheduled[],
): Promise<ReadonlyMap<string, string>> {
  if (rows.every(({ when_member }) => when_member === null)) return new Map()
  return new Map((await snapshot()).list('user').map(({ email, id }) => [normalisedAddress(email), id]))
}

async function nextOf(
  parts: JobParts,
  row: Scheduled,
  members: ReadonlyMap<string, string>,
  nowMs: number,
): Promise<Next> {
  if (row.after_status !== null && !good.includes(row.after_status)) {
    if (open.includes(row.after_status)) return null
    return { status: 'skipped', problem: `Row ${row.after_n ?? ''}, which this one follows, was not done.` }
  }
  if (row.not_before_ms !== null && row.not_before_ms > nowMs) return null
  if (row.when_member === null) return { status: 'queued' }
  const user_id = members.get(row.when_member)
  if (user_id !== undefined) return { status: 'queued', user_id }
  return (await mayStillJoin(parts, row.when_member, nowMs)) ? null : { status: 'skipped', problem: neverJoined }
}

const neverJoined = 'The invite is gone or has expired, and nobody with this address is a member.'

/** By the mirror first. Only where that shows no invite any more, upstream is asked before the row is given up. */
async function mayStillJoin({ snapshot, admin }: JobParts, email: string, nowMs: number): Promise<boolean> {
  const waits = (await snapshot())
    .list('invite')
    .some((invite) => normalisedAddress(invite.email) === email && isHope(invite, nowMs))
  return waits || (await asked(admin, email)).some((invite) => isHope(invite, nowMs))
}

const joinsWithinMs = 7 * 86_400_000

/** Pending, or accepted so lately that the member may not have been seen yet. */
function isHope(invite: { status: string; expires_at: string; accepted_at: string | null }, nowMs: number): boolean {
  if (invite.status === 'pending') return Date.parse(invite.expires_at) > nowMs
  return invite.accepted_at !== null && Date.parse(invite.accepted_at) > nowMs - joinsWithinMs
}

async function asked(admin: OrganizationApi, email: string) {
  return (await admin.invites.list({ email, limit: 20 })).value.data
}

async function turn(db: Queryable, row: Scheduled, next: NonNullable<Next>, nowMs: number): Promise<void> {
  const update = db
    .updateTable('job_row')
    .where('job_id', '=', row.job_id)
    .where('n', '=', row.n)
    .where('status', '=', 'scheduled')
  if (next.status === 'skipped') return void (await update.set({ ...next, ended_ms: nowMs }).execute())
  const { user_id } = next
  const told = user_id === undefined ? {} : { target_id: user_id, params: withUser(row.params, user_id) }
  await update.set({ status: 'queued', ...told }).execute()
}

function withUser(params: string, user_id: string): string {
  return JSON.stringify({ ...(JSON.parse(params) as Record<string, unknown>), user_id })
}
