import { byText, byTime } from '#components/table/table-rules.ts'
import type { TableRules } from '#components/table/table-rules.ts'
import type { AuditResult, AuditRow } from '#lib/schemas/views.ts'

export const resultWords: Record<AuditResult, string> = {
  succeeded: 'Done',
  failed: 'Failed',
  refused: 'Refused',
  not_applied: 'Not applied',
  unknown: 'Unknown',
  open: 'Under way',
}

function optionsOf(rows: readonly AuditRow[], pick: (row: AuditRow) => string) {
  return [...new Set(rows.map(pick))].sort().map((value) => ({ value, label: value }))
}

export const auditTableRules: TableRules<AuditRow> = {
  searchText: (row) =>
    [row.summary, row.actor, row.action, row.target_id, row.reason, row.request_id, row.upstream_request_id].join('\n'),
  sorts: {
    when: byTime((row) => row.at),
    actor: byText((row) => row.actor),
    action: byText((row) => row.action),
    role: byText((row) => row.actor_role ?? ''),
    result: byText((row) => resultWords[row.result]),
  },
  filters: [
    {
      key: 'result',
      label: 'Result',
      options: Object.entries(resultWords).map(([value, label]) => ({ value, label })),
      matches: (row, value) => row.result === value,
    },
    {
      key: 'action',
      label: 'Action',
      options: (rows) => optionsOf(rows, (row) => row.action),
      matches: (row, value) => row.action === value,
    },
    {
      key: 'person',
      label: 'Person',
      options: (rows) => optionsOf(rows, (row) => row.actor),
      matches: (row, value) => row.actor === value,
    },
  ],
}
