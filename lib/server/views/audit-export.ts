import 'server-only'
import { formatAuditQuery } from '#lib/rules/audit-query.ts'
import type { AuditFilter } from '#lib/rules/audit-query.ts'
import { byteOrderMark, csvRows, toCsv } from '#lib/rules/export-rows.ts'
import type { ExportColumn } from '#lib/rules/export-rows.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { AuditRow } from '#lib/schemas/views.ts'
import { listAudit } from '#lib/server/audit/list.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import type { ReadContext, ReadResult } from '#lib/server/reads/define.ts'
import type { Database } from '#lib/server/store/database.ts'
import { auditRow } from './audit-row.ts'

export type ExportFormat = 'csv' | 'jsonl'

const rowsAtOnce = 500
const types = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson; charset=utf-8' } as const

/**
 * Everything the filter finds in the person's sight, as a file that is made while it is sent. That it is exported is
 * recorded before the first row leaves; what happens later than that is not in it: what was under way then stays so.
 */
export async function exportAudit(
  { runtime, signedIn, request_id }: ReadContext,
  filter: AuditFilter,
  format: ExportFormat,
): Promise<ReadResult> {
  const { database, audit, env } = runtime
  const newest = await database.db
    .selectFrom('audit_event')
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  await audit.note(actorOf(env, signedIn), {
    request_id,
    action: 'audit.export',
    summary: `Export what was filtered of the audit log as ${format === 'csv' ? 'CSV' : 'JSON lines'}`,
    target_kind: null,
    target_id: null,
    workspace_id: null,
    params: { format, filter: formatAuditQuery(filter) },
    reason: null,
    before: null,
  })
  const parts = partsOf(database, signedIn.person, filter, format, newest?.seq ?? 0)
  return {
    body: null,
    attachment: { name: `audit-log.${format}`, type: types[format], stream: streamOf(parts) },
  }
}

async function* partsOf(
  database: Database,
  person: Person,
  filter: AuditFilter,
  format: ExportFormat,
  asOfSeq: number,
): AsyncGenerator<string, void> {
  if (format === 'csv') yield byteOrderMark + toCsv<AuditRow>([], columns)
  const query = { limit: rowsAtOnce, as_of_seq: asOfSeq, filter }
  let before: number | null = asOfSeq + 1
  while (before !== null) {
    const { events, next } = await listAudit(database, person, { ...query, before_seq: before })
    const rows = events.map((event) => auditRow(person, event))
    yield format === 'csv' ? csvRows(rows, columns) : rows.map((row) => `${JSON.stringify(row)}\n`).join('')
    before = next
  }
}

function streamOf(parts: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await parts.next()
      if (done === true) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => {
      await parts.return()
    },
  })
}

const columns: readonly ExportColumn<AuditRow>[] = [
  { header: 'When', text: (row) => row.at },
  { header: 'Person', text: (row) => row.actor },
  { header: 'Portal role', text: (row) => row.actor_role },
  { header: 'Through', text: (row) => row.via },
  { header: 'Token of', text: (row) => row.token_maker },
  { header: 'Action', text: (row) => row.action },
  { header: 'What', text: (row) => row.summary },
  { header: 'Target kind', text: (row) => row.target_kind },
  { header: 'Target', text: (row) => row.target_id },
  { header: 'Workspace', text: (row) => row.workspace_id },
  { header: 'Result', text: (row) => row.result },
  { header: 'Problem', text: (row) => row.problem },
  { header: 'Reason', text: (row) => row.reason },
  { header: 'Approved by', text: (row) => row.approver?.name ?? null },
  { header: 'Proposal', text: (row) => row.proposal_id },
  { header: 'Before', text: (row) => json(row.before) },
  { header: 'After', text: (row) => json(row.after) },
  { header: 'Evidence', text: (row) => json(row.evidence) },
  { header: 'Takes back', text: (row) => row.undoes },
  { header: 'Taken back by', text: (row) => row.undone_by },
  { header: 'Address', text: (row) => row.address },
  { header: 'Request', text: (row) => row.request_id },
  { header: 'Upstream request', text: (row) => row.upstream_request_id },
  { header: 'Id', text: (row) => row.id },
]

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value)
}
