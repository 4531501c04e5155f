import 'server-only'
import type { AuditResult, AuditRow } from '#lib/schemas/views.ts'
import { holdsIn } from '#lib/rules/holds.ts'
import type { Person } from '#lib/schemas/person.ts'
import { withAction } from '#lib/server/actions/catalogue.ts'
import type { Planned } from '#lib/server/actions/define.ts'
import { undoOf } from '#lib/server/actions/undo.ts'
import type { ListedEvent } from '#lib/server/audit/also-told.ts'

/** One action as the pages tell it to this person. */
export function auditRow(person: Person, event: ListedEvent): AuditRow {
  const undo = event.kind === 'outcome' && event.result === 'succeeded' ? undoOf(event) : null
  return {
    id: event.intent_id ?? event.id,
    at: new Date(event.at_ms).toISOString(),
    actor: event.actor_name,
    actor_role: event.actor_role,
    via: event.via,
    action: event.action,
    summary: event.summary,
    target_kind: event.target_kind,
    target_id: event.target_id,
    workspace_id: event.workspace_id,
    result: resultOf(event),
    problem: event.problem,
    reason: event.reason,
    before: parse(event.before),
    after: parse(event.after),
    evidence: parse(event.evidence),
    upstream_request_id: event.upstream_request_id,
    request_id: event.request_id,
    address: event.address,
    credential: event.credential,
    approver: approverOf(event.approver),
    proposal_id: event.proposal_id,
    undoes: event.undoes,
    undone_by: event.undone_by,
    can_undo: event.undone_by === null && undo !== null,
    undo_refusal: undo === null ? null : refusalOf(person, undo, event.workspace_id),
    token_maker: event.token_maker,
  }
}

/** The right to do the reverse act where it was done; the rest is asked when it is done. */
function refusalOf(person: Person, undo: Planned, workspaceId: string | null): string | null {
  const verdict = withAction(undo.action, (action) =>
    holdsIn(person, action.power(action.input.parse(undo.input)), workspaceId),
  )
  return verdict === null || verdict.allowed ? null : verdict.reason
}

const results: readonly string[] = ['succeeded', 'failed', 'refused', 'not_applied', 'unknown']

function resultOf(event: ListedEvent): AuditResult {
  if (event.kind === 'intent') return 'open'
  return event.result !== null && results.includes(event.result) ? (event.result as AuditResult) : 'unknown'
}

function approverOf(text: string | null): AuditRow['approver'] {
  const told = parse(text)
  return typeof told === 'object' && told !== null && 'name' in told && 'role' in told
    ? { name: String(told.name), role: typeof told.role === 'string' ? told.role : null }
    : null
}

function parse(text: string | null): unknown {
  return text === null ? null : JSON.parse(text)
}
