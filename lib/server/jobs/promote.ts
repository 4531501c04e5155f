import 'server-only'
import { rowsBefore } from '#lib/rules/rows-before.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { JobRecord, JobRowRecord } from '#lib/server/store/job-tables.ts'
import { normalisedAddress } from './addresses.ts'
import type { JobParts } from './job-parts.ts'

type Scheduled = Pick<JobRowRecord, 'job_id' | 'n' | 'action' | 'not_before_ms' | 'when_member' | 'params' | 'after_n'>
type Before = Pick<JobRowRecord, 'n' | 'action' | 'status' | 'ended_ms'>
type Next = { status: 'queued'; user_id?: string } | { status: 'skipped'; problem: string } | null

/** When upstream was last asked for the invite of an address. */
export type Asked = Map<string, number>

const good: readonly string[] = ['done', 'unchanged']
const open: readonly string[] = ['queued', 'scheduled', 'running', 'proposed']

/** Gives scheduled rows their turn whose moment, member or row before has come; skips those for which it never will. */
export async function promote(
  parts: JobParts,
  { id: jobId, created_ms }: Pick<JobRecord, 'id' | 'created_ms'>,
  nowMs: number,
  asked: Asked,
): Promise<void> {
  const { db } = parts.database
  const rows = await db
    .selectFrom('job_row')
    .select(['job_id', 'n', 'action', 'not_before_ms', 'when_member', 'params', 'after_n'])
    .where('job_id', '=', jobId)
    .where('status', '=', 'scheduled')
    .orderBy('n')
    .execute()
  if (rows.length === 0) return
  const arrivals = await arrivalsFor(parts, rows, nowMs)
  const statuses = rows.some(({ after_n }) => after_n !== null) ? await rowsOf(db, jobId) : []
  const byNumber = new Map(statuses.map((row) => [row.n, row]))
  const moment: Moment = { nowMs, created_ms, asked, asksLeft: 1 }
  for (const row of rows) {
    const named = byNumber.get(row.after_n ?? 0)
    // Of thousands of rows only a removal looks at more than the one it names.
    const looked = row.action === 'member.remove' ? statuses : named === undefined ? [] : [named]
    const before = rowsBefore({ action: row.action, after: row.after_n }, looked)
    const next = await nextOf(parts, row, { ...arrivals, before }, moment)
    if (next !== null) await turn(db, row, next, nowMs)
  }
}

async function rowsOf(db: Queryable, jobId: string): Promise<Before[]> {
  return db
    .selectFrom('job_row')
    .select(['n', 'action', 'status', 'ended_ms'])
    .where('job_id', '=', jobId)
    .orderBy('n')
    .execute()
}

/** By address: who is a member, and who is invited as far as the mirror knows. */
type Arrivals = { members: ReadonlyMap<string, string>; invited: ReadonlySet<string> }

async function arrivalsFor({ snapshot }: JobParts, rows: readonly Scheduled[], nowMs: number): Promise<Arrivals> {
  if (rows.every(({ when_member }) => when_member === null)) return { members: new Map(), invited: new Set() }
  const now = await snapshot()
  const hopes = now.list('invite').filter((invite) => isHope(invite, nowMs))
  return {
    members: new Map(now.list('user').map(({ email, id }) => [normalisedAddress(email), id])),
    invited: new Set(hopes.map(({ email }) => normalisedAddress(email))),
  }
}

type Moment = { nowMs: number; created_ms: number; asked: Asked; asksLeft: number }

/** What was planned to lie between a row and the one it follows does so however late that one was done. */
function dueAt(not_before_ms: number, before: readonly Before[], { created_ms }: Moment): number {
  const wait = Math.max(0, not_before_ms - created_ms)
  return Math.max(not_before_ms, ...before.map(({ ended_ms }) => (ended_ms ?? 0) + wait))
}

async function nextOf(
  parts: JobParts,
  row: Scheduled,
  { members, invited, before }: Arrivals & { before: readonly Before[] },
  moment: Moment,
): Promise<Next> {
  const unfinished = before.filter(({ status }) => !good.includes(status))
  const missed = unfinished.find(({ status }) => !open.includes(status))
  if (missed !== undefined)
    return { status: 'skipped', problem: `Row ${missed.n}, which this one follows, was not done.` }
  if (unfinished.length > 0) return null
  if (row.not_before_ms !== null && dueAt(row.not_before_ms, before, moment) > moment.nowMs) return null
  if (row.when_member === null) return { status: 'queued' }
  const user_id = members.get(row.when_member)
  if (user_id !== undefined) return { status: 'queued', user_id }
  if (invited.has(row.when_member) || (await mayStillJoin(parts, row.when_member, moment))) return null
  return { status: 'skipped', problem: neverJoined }
}

const neverJoined = 'The invite is gone or has expired, and nobody with this address is a member.'

/** The mirror shows no invite any more: upstream is asked before the row is given up, and not again for a while. */
async function mayStillJoin({ admin, log }: JobParts, email: string, moment: Moment): Promise<boolean> {
  const { nowMs, asked } = moment
  // One a pass: hundreds of addresses would keep every other job waiting.
  if (moment.asksLeft === 0) return true
  if (nowMs - (asked.get(email) ?? 0) < askEveryMs) return true
  asked.set(email, nowMs)
  moment.asksLeft -= 1
  try {
    const { value } = await admin.invites.list({ email, limit: 20 })
    return value.data.some((invite) => isHope(invite, nowMs))
  } catch (err) {
    log.info({ err }, 'an invite that somebody waits for cannot be looked at')
    return true
  }
}

const askEveryMs = 600_000
const joinsWithinMs = 7 * 86_400_000

/** Pending, or accepted so lately that the member may not have been seen yet. */
function isHope(invite: { status: string; expires_at: string; accepted_at: string | null }, nowMs: number): boolean {
  if (invite.status === 'pending') return Date.parse(invite.expires_at) > nowMs
  return invite.accepted_at !== null && Date.parse(invite.accepted_at) > nowMs - joinsWithinMs
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
