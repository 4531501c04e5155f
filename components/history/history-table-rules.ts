import { byNumber, byText } from '#components/table/table-rules.ts'
import type { FilterRule, TableRules } from '#components/table/table-rules.ts'
import type { DifferenceRow, HistoryNoun, HistoryRow } from '#lib/schemas/history.ts'
import { valueWords } from './history-words.ts'

/** The columns of each noun by field; `counts` are numbers joined from other lists. */
export const historyFields: Record<HistoryNoun, { fields: readonly string[]; counts: readonly string[] }> = {
  members: { fields: ['role', 'added_at'], counts: ['workspaces', 'active_keys'] },
  invites: { fields: ['role', 'status', 'invited_at', 'expires_at', 'accepted_at'], counts: [] },
  workspaces: { fields: ['created_at', 'archived_at'], counts: ['members', 'active_keys'] },
  keys: { fields: ['status', 'kind', 'acts_as', 'creator', 'workspace', 'expires_at', 'created_at'], counts: [] },
}

function filterBy(field: string, label: string): FilterRule<HistoryRow> {
  return {
    key: field,
    label,
    options: (rows) =>
      [...new Set(rows.map(({ fields }) => fields[field]))].flatMap((value) =>
        typeof value === 'string' ? [{ value, label: valueWords(field, value, {}) }] : [],
      ),
    matches: ({ fields }, value) => fields[field] === value,
  }
}

const filters: Record<HistoryNoun, readonly FilterRule<HistoryRow>[]> = {
  members: [filterBy('role', 'Role')],
  invites: [filterBy('role', 'Role'), filterBy('status', 'Status')],
  workspaces: [],
  keys: [filterBy('status', 'Status'), filterBy('kind', 'Kind')],
}

function byField(field: string) {
  return [field, byText((row: HistoryRow) => String(row.fields[field] ?? '\uffff'))] as const
}

function byCount(count: string) {
  return [count, byNumber((row: HistoryRow) => row.counts[count] ?? -1)] as const
}

export function historyTableRules(noun: HistoryNoun): TableRules<HistoryRow> {
  const { fields, counts } = historyFields[noun]
  return {
    searchText: (row) => [row.id, row.label, ...Object.values(row.fields)].join('\n'),
    sorts: {
      label: byText((row) => row.label),
      ...Object.fromEntries(fields.map(byField)),
      ...Object.fromEntries(counts.map(byCount)),
    },
    filters: filters[noun],
  }
}

export const changeWords: Record<DifferenceRow['change'], string> = {
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
}

export const differenceTableRules: TableRules<DifferenceRow> = {
  searchText: (row) => [row.id, row.label, ...row.fields.flatMap(({ before, after }) => [before, after])].join('\n'),
  sorts: { label: byText((row) => row.label), change: byText((row) => row.change) },
  filters: [
    {
      key: 'change',
      label: 'Change',
      options: (['added', 'removed', 'changed'] as const).map((value) => ({ value, label: changeWords[value] })),
      matches: (row, value) => row.change === value,
    },
  ],
}
