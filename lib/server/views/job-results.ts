import 'server-only'
import { toCsv } from '#lib/rules/export-rows.ts'
import type { ExportColumn } from '#lib/rules/export-rows.ts'
import type { JobDetail, JobRow } from '#lib/schemas/jobs.ts'
import type { Attachment } from '#lib/server/reads/define.ts'

/** Without it Excel reads UTF-8 as Latin-1. */
const byteOrderMark = '\ufeff'

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
  const bytes = new TextEncoder().encode(byteOrderMark + toCsv(rows, columns))
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(bytes)
      controller.close()
    },
  })
  return { name: 'job-results.csv', type: 'text/csv; charset=utf-8', stream }
}
