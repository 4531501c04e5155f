import { byNumber, byText, byTime } from '#components/table/table-rules.ts'
import type { TableRules } from '#components/table/table-rules.ts'
import type { JobSummary, JobsView } from '#lib/schemas/jobs.ts'
import type { View } from '#lib/schemas/views.ts'
import { kindNames, settledOf, statusWords } from './job-words.ts'

export const jobTableRules: TableRules<JobSummary> = {
  searchText: (row) => [row.title, kindNames[row.kind], row.starter.name, row.file_name, row.reason, row.id].join('\n'),
  sorts: {
    title: byText((row) => row.title),
    kind: byText((row) => kindNames[row.kind]),
    status: byText((row) => statusWords[row.status].word),
    progress: byNumber((row) => (row.total === 0 ? 1 : settledOf(row) / row.total)),
    starter: byText((row) => row.starter.name),
    created: byTime((row) => row.created_at),
    ended: byTime((row) => row.ended_at),
  },
  filters: [
    {
      key: 'status',
      label: 'Status',
      options: Object.entries(statusWords).map(([value, { word }]) => ({ value, label: word })),
      matches: (row, value) => row.status === value,
    },
    {
      key: 'kind',
      label: 'Kind',
      options: Object.entries(kindNames).map(([value, label]) => ({ value, label })),
      matches: (row, value) => row.kind === value,
    },
    {
      key: 'mine',
      label: 'Started by me',
      toggle: 'yes',
      options: [{ value: 'yes', label: 'Started by me' }],
      matches: (row) => row.mine,
    },
  ],
}

/** Steward's own jobs are always whole: nothing has to be read from upstream for them. */
export function jobsTableView({ rows, total, revision }: JobsView): View<JobSummary> {
  return { rows, total, revision, synced_at: null, complete: true, missing: [], upstream_problem: null }
}
