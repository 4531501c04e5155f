import 'server-only'
import { createHash } from 'node:crypto'
import type { Person } from '#lib/schemas/person.ts'
import type { ProposalRow, ProposalStatus, View } from '#lib/schemas/views.ts'
import { canDecide, isOpen, requesterOf, ruleOf } from '#lib/server/approvals/decide.ts'
import { makersOf } from '#lib/server/approvals/makers.ts'
import { listProposals } from '#lib/server/approvals/proposals.ts'
import { seesProposal } from '#lib/server/approvals/sight.ts'
import { isKind } from '#lib/server/mirror/kinds.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { sha256OfCanonical } from '#lib/server/store/event-hash.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'
import { beginView } from './revision.ts'

const mostProposals = 1_000

/** Proposals within the person's sight, newest first. */
export async function readProposals(person: Person): Promise<View<ProposalRow>> {
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, 'proposals', ['workspace'])
  const records = await listProposals(runtime.database.db, mostProposals)
  const makers = await makersOf(runtime.database.db, records)
  const nowMs = Date.now()
  const rows = records
    .filter((record) => seesProposal(person, record, makers))
    .map((record) => proposalRow(snapshot, person, record, makers.get(record.requester_id) ?? null, nowMs))
  const told = createHash('sha256').update(JSON.stringify(rows)).digest('base64url').slice(0, 22)
  return { ...freshness, revision: `${revision}-${told}`, rows, total: rows.length }
}

function proposalRow(
  snapshot: Snapshot,
  person: Person,
  record: ProposalRecord,
  makerId: string | null,
  nowMs: number,
): ProposalRow {
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
    mine: record.requester_id === person.id || makerId === person.id,
    reason: record.reason,
    before: record.before === null ? null : JSON.parse(record.before),
    params: JSON.parse(record.params),
    stale: record.status === 'waiting' && hasChanged(snapshot, record),
    decided_by: ruleOf(record).by,
    decide: decideOf(person, record, makerId, nowMs),
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

/** By the mirror, which may be behind; the approval itself looks upstream. */
function hasChanged(
  snapshot: Snapshot,
  { target_kind, target_id, workspace_id, object_hash }: ProposalRecord,
): boolean {
  if (target_id === null || !isKind(target_kind)) return false
  const parent = target_kind === 'workspace_member' ? (workspace_id ?? '') : ''
  const now = snapshot.get(target_kind, target_id, parent) ?? null
  return sha256OfCanonical(now) !== object_hash
}

function decideOf(
  person: Person,
  record: ProposalRecord,
  makerId: string | null,
  nowMs: number,
): ProposalRow['decide'] {
  const open = isOpen(record, nowMs)
  const verdict = open.allowed ? canDecide({ person, ...identityOf(person, record) }, record, makerId) : open
  return verdict.allowed ? { allowed: true } : { allowed: false, reason: verdict.reason }
}

/** A page knows the person by id; issuer and subject are one with it, so equal ids say equal identity. */
function identityOf(person: Person, record: ProposalRecord): { issuer: string; subject: string } {
  const requester = requesterOf(record)
  return requester.id === person.id
    ? { issuer: requester.issuer, subject: requester.subject }
    : { issuer: '', subject: person.id }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
