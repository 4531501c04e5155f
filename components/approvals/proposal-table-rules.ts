import { byText, byTime } from '#components/table/table-rules.ts'
import type { TableRules } from '#components/table/table-rules.ts'
import type { ProposalRow } from '#lib/schemas/views.ts'
import { statusWords } from './proposal-words.ts'

export const proposalTableRules: TableRules<ProposalRow> = {
  searchText: (row) =>
    [row.summary, row.requester.name, row.decider?.name, row.action, row.target_id, row.reason, row.id].join('\n'),
  sorts: {
    summary: byText((row) => row.summary),
    status: byText((row) => statusWords[row.status]),
    requester: byText((row) => row.requester.name),
    workspace: byText((row) => row.workspace?.name ?? ''),
    proposed: byTime((row) => row.created_at),
    expires: byTime((row) => row.expires_at),
    decided: byTime((row) => row.decided_at),
  },
  filters: [
    {
      key: 'status',
      label: 'Status',
      options: Object.entries(statusWords).map(([value, label]) => ({ value, label })),
      matches: (row, value) => row.status === value,
    },
    {
      key: 'action',
      label: 'Action',
      options: (rows) => [...new Set(rows.map((row) => row.action))].sort().map((value) => ({ value, label: value })),
      matches: (row, value) => row.action === value,
    },
    {
      key: 'person',
      label: 'Proposed by',
      options: (rows) =>
        [...new Set(rows.map((row) => row.requester.name))].sort().map((value) => ({ value, label: value })),
      matches: (row, value) => row.requester.name === value,
    },
  ],
}
