import { auditValues, withAuditValues } from '#lib/rules/audit-query.ts'
import type { AuditListName } from '#lib/rules/audit-query.ts'
import type { TableRules } from '#components/table/table-rules.ts'
import { actionNames } from '#lib/schemas/action-names.ts'
import { vias } from '#lib/schemas/person.ts'
import type { Via } from '#lib/schemas/person.ts'
import { auditResults } from '#lib/schemas/views.ts'
import type { AuditResult, AuditRow } from '#lib/schemas/views.ts'

export const resultWords: Record<AuditResult, string> = {
  succeeded: 'Done',
  failed: 'Failed',
  refused: 'Refused',
  not_applied: 'Not applied',
  unknown: 'Unknown',
  open: 'Under way',
}

export const viaWords: Record<Via, string> = {
  browser: 'Browser',
  token: 'Token',
  approval: 'Approval',
  job: 'Job',
  command_line: 'Command line',
  portal: 'Steward itself',
  upstream: 'Upstream',
}

/** The server matches; the chips only write qualifiers into the search text. */
const onTheServer = () => true

function optionsOf(values: Iterable<string>) {
  return [...new Set(values)].sort().map((value) => ({ value, label: value }))
}

function nameOf(key: string): AuditListName | 'is' {
  return (['action', 'person', 'via', 'is'] as const).find((name) => name === key) ?? 'result'
}

export const auditTableRules: TableRules<AuditRow> = {
  searchText: () => '',
  sorts: {},
  filters: [
    {
      key: 'result',
      label: 'Result',
      options: auditResults.map((value) => ({ value, label: resultWords[value] })),
      matches: onTheServer,
    },
    {
      key: 'action',
      label: 'Action',
      options: (rows) => optionsOf([...actionNames, ...rows.map((row) => row.action)]),
      matches: onTheServer,
    },
    {
      key: 'person',
      label: 'Person',
      options: (rows) => optionsOf(rows.map((row) => row.actor)),
      matches: onTheServer,
    },
    {
      key: 'via',
      label: 'Through',
      options: vias.map((value) => ({ value, label: viaWords[value] })),
      matches: onTheServer,
    },
    { key: 'is', label: 'Changes only', options: [], matches: onTheServer, toggle: 'change' },
  ],
  qualifiers: {
    example: 'person:ada result:failed',
    valuesOf: (q, key) => auditValues(q, nameOf(key)),
    withValues: (q, key, values) => withAuditValues(q, nameOf(key), values),
  },
}
