import 'server-only'
import { extentOf, reaches } from '#lib/rules/permissions.ts'
import type { FieldChange, JobRow } from '#lib/schemas/jobs.ts'
import type { Person } from '#lib/schemas/person.ts'
import { rowStatusOf } from '#lib/server/jobs/status.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { JobRowRecord } from '#lib/server/store/job-tables.ts'

/** One row as the pages tell it to this person. What has left their workspaces since is told by its id alone. */
export function jobRow(person: Person, snapshot: Snapshot, row: JobRowRecord): JobRow {
  const workspace = row.workspace_id === null ? undefined : snapshot.get('workspace', row.workspace_id)
  const told: JobRow = {
    n: row.n,
    line: row.line,
    action: row.action,
    label: row.label,
    target: { kind: row.target_kind, id: row.target_id },
    workspace: workspace === undefined ? null : { id: workspace.id, name: workspace.name },
    summary: row.summary,
    fields: JSON.parse(row.fields) as FieldChange[],
    status: rowStatusOf(row.status),
    problem: row.problem,
    not_before: row.not_before_ms === null ? null : new Date(row.not_before_ms).toISOString(),
    when_member: row.when_member,
    event_id: row.sent === 1 ? row.intent_id : null,
    proposal_id: row.proposal_id,
    done_at: row.ended_ms === null ? null : new Date(row.ended_ms).toISOString(),
  }
  const isBounded = extentOf(person, 'workspaces.read') !== 'all'
  if (!isBounded || row.workspace_id === null || reaches(person, 'workspaces.read', row.workspace_id)) return told
  const label = row.target_id ?? ''
  return { ...told, label, workspace: null, summary: `${row.action} ${label}`.trim(), fields: [], when_member: null }
}
