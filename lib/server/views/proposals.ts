import 'server-only'
import { createHash } from 'node:crypto'
import { extentOf } from '#lib/rules/permissions.ts'
import { firstRefusal } from '#lib/rules/verdict.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { ProposalRow, ProposalStatus, View } from '#lib/schemas/views.ts'
import { canDecide, isOpen, requesterOf, ruleOf } from '#lib/server/approvals/decide.ts'
import { makersOf } from '#lib/server/approvals/makers.ts'
import type { Maker } from '#lib/server/approvals/makers.ts'
import { listProposals } from '#lib/server/approvals/sight.ts'
import { isKind } from '#lib/server/mirror/kinds.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import { sha256OfCanonical } from '#lib/server/store/event-hash.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'
import { beginView } from './revision.ts'

const mostProposals = 1_000

type Seen = { person: Person; subject: string; nowMs: number; snapshot: Snapshot; complete: boolean }

/** Proposals within the person's sight, newest first. */
export async function readProposals(person: Person): Promise<View<ProposalRow>> {
  const runtime = await getRuntime()
  const { db } = runtime.database
  const kinds = ['user', 'invite', 'workspace', 'api_key'] as const
  const { snapshot, freshness, revision } = await beginView(runtime, person, 'proposals', kinds)
  const waiting = await listProposals(db, person, 'waiting', mostProposals)
  const over = await listProposals(db, person, 'over', mostProposals)
  const records = [...waiting, ...over].toSorted((one, other) => other.created_ms - one.created_ms)
  const makers = await makersOf(db, records)
  const subject = await subjectOf(db, person)
  const seen = { person, subject, nowMs: Date.now(), snapshot, complete: freshness.complete }
  const rows = records.map((record) => proposalRow(seen, record, makers.get(record.requester_id) ?? null))
  const told = createHash('sha256').update(JSON.stringify(rows)).digest('base64url').slice(0, 22)
  return { ...freshness, revision: `${revision}-${told}`, rows, total: rows.length }
}

/** Those that wait for this very person's decision, newest first. */
export async function waitingFor(person: Person): Promise<ProposalRecord[]> {
  if (extentOf(person, 'proposals.decide') === 'none') return []
  const { db } = (await getRuntime()).database
  const waiting = await listProposals(db, person, 'waiting', mostProposals)
  if (waiting.length === 0) return []
  const makers = await makersOf(db, waiting)
  const decider = { person, subject: await subjectOf(db, person) }
  return waiting.filter(
    (record) =>
      isOpen(record, Date.now()).allowed && canDecide(decider, record, makers.get(record.requester_id) ?? null).allowed,
  )
}

/** What the identity provider calls them; a token is its own subject. */
async function subjectOf(db: Queryable, person: Person): Promise<string> {
  const found = await db.selectFrom('person').select('subject').where('id', '=', person.id).executeTakeFirst()
  return found?.subject ?? person.id
}

function proposalRow(seen: Seen, record: ProposalRecord, maker: Maker | null): ProposalRow {
  const { person, snapshot, nowMs } = seen
  const requester = requesterOf(record)
  const workspace = record.workspace_id === null ? undefined : snapshot.get('workspace', record.workspace_id)
  const decider = record.decider === null ? null : (JSON.parse(record.decider) as { name: string; role: string | null })
  return {
    id: record.id,
    status: statusOf(record, nowMs),
    action: record.action,
    summary: record.summary,
    target_kind: record.target_kind,
    target_id: record.target_id,
    workspace: workspace === undefined ? null : { id: workspace.id, name: workspace.name },
    requester: { id: requester.id, name: requester.name, role: requester.role },
    mine: record.requester_id === person.id || maker?.id === person.id,
    reason: record.reason,
    before: record.before === null ? null : JSON.parse(record.before),
    params: JSON.parse(record.params),
    stale: record.status === 'waiting' && hasChanged(seen, record),
    rule_actions: ruleOf(record).actions,
    decided_by: ruleOf(record).by,
    decide: decideOf(seen, record, maker),
    created_at: iso(record.created_ms),
    expires_at: iso(record.expires_ms),
    decided_at: record.decided_ms === null ? null : iso(record.decided_ms),
    decider: decider === null ? null : { name: decider.name, role: decider.role },
    comment: record.comment,
    problem: record.problem,
    event_id: record.intent_id,
  }
}

const statuses: readonly string[] = [
  'waiting',
  'executing',
  'done',
  'rejected',
  'cancelled',
  'expired',
  'stale',
  'refused',
  'failed',
  'unknown',
]

function statusOf(record: ProposalRecord, nowMs: number): ProposalStatus {
  if (record.status === 'waiting' && record.expires_ms <= nowMs) return 'expired'
  return statuses.includes(record.status) ? (record.status as ProposalStatus) : 'unknown'
}

/** By the mirror, which may be behind; the approval itself looks upstream. What is not read yet has not changed. */
function hasChanged({ snapshot, complete }: Seen, record: ProposalRecord): boolean {
  const { target_kind, target_id, workspace_id, object_hash, before } = record
  if (target_id === null || !isKind(target_kind)) return false
  const parent = target_kind === 'workspace_member' ? (workspace_id ?? '') : ''
  const now = snapshot.get(target_kind, target_id, parent)
  if (now === undefined) return before !== null && complete && target_kind !== 'workspace_member'
  return sha256OfCanonical(now) !== object_hash
}

function decideOf(
  { person, subject, nowMs }: Seen,
  record: ProposalRecord,
  maker: Maker | null,
): ProposalRow['decide'] {
  const verdict = firstRefusal(
    () => isOpen(record, nowMs),
    () => canDecide({ person, subject }, record, maker),
  )
  return verdict.allowed ? { allowed: true } : { allowed: false, reason: verdict.reason }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
