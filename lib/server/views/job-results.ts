import 'server-only'
import { byteOrderMark, toCsv } from '#lib/rules/export-rows.ts'
import type { ExportColumn } from '#lib/rules/export-rows.ts'
import type { JobDetail, JobRow } from '#lib/schemas/jobs.ts'
import type { Attachment } from '#lib/server/reads/define.ts'

const columns: readonly ExportColumn<JobRow>[] = [
  { header: 'Row', text: (row) => row.n },
  { header: 'Line', text: (row) => row.line },
  { header: 'Action', text: (row) => row.action },
  { header: 'Whom or what', text: (row) => row.label },
  { header: 'Workspace', text: (row) => row.workspace?.name ?? null },
  { header: 'Change', text: (row) => row.summary },
  { header: 'Result', text: (row) => row.status },
  { header: 'Problem', text: (row) => row.problem },
  { header: 'When', text: (row) => row.done_at },
  { header: 'Not before', text: (row) => row.not_before },
  { header: 'Target', text: (row) => row.target.id },
  { header: 'Event', text: (row) => row.event_id },
  { header: 'Proposal', text: (row) => row.proposal_id },
]

/** All rows of a job as CSV that no spreadsheet runs. */
export function jobResults({ rows }: JobDetail): Attachment {
  const stream = new Blob([byteOrderMark + toCsv(rows, columns)]).stream()
  return { name: 'job-results.csv', type: 'text/csv; charset=utf-8', stream }
}
