import { byText, byTime } from '#components/table/table-rules.ts'
import type { TableRules, TableState } from '#components/table/table-rules.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { cutSecret, namesOneKey, secretWords } from './cut-secret.ts'
import { creatorWords, isExpiringSoon, isOver, keyStatusName, kindNames, workspaceWords } from './key-words.ts'

const savedViews: { value: string; label: string; matches: (row: KeyRow) => boolean }[] = [
  { value: 'expiring', label: 'Expiring within 14 days', matches: (row) => isExpiringSoon(row, Date.now()) },
  { value: 'no_expiry', label: 'No expiry', matches: (row) => row.expires_at === null },
  { value: 'owner_gone', label: 'Owner gone', matches: (row) => row.creator?.state === 'left' },
  { value: 'default', label: 'In Default', matches: (row) => row.workspace?.is_default === true },
]

const statuses = ['active', 'inactive', 'expired', 'archived']

/** Each workspace once, by name; a key of the whole organization has none. */
function workspacesIn(rows: readonly KeyRow[]) {
  const names = new Map(rows.map((row) => [row.workspace?.id ?? 'none', workspaceWords(row)]))
  return [...names]
    .map(([value, label]) => ({ value, label }))
    .toSorted((a, b) => Number(a.value === 'none') - Number(b.value === 'none') || a.label.localeCompare(b.label, 'en'))
}

function asksForOver(state: TableState): boolean {
  return (state.filters['status'] ?? []).some((status) => isOver({ status })) || namesOneKey(state.q)
}

export const keyTableRules: TableRules<KeyRow> = {
  searchText: (row) =>
    [row.name, row.id, row.partial_key_hint, creatorWords(row.creator), row.acts_as?.label, workspaceWords(row)].join(
      '\n',
    ),
  readSearch: (typed) => {
    const { text, wasSecret } = cutSecret(typed)
    return {
      q: text,
      notice: wasSecret ? secretWords : null,
    }
  },
  sorts: {
    name: byText((row) => row.name),
    status: byText((row) => String(statuses.indexOf(row.status))),
    kind: byText((row) => kindNames[row.kind]),
    acts_as: byText((row) => row.acts_as?.label ?? '\uffff'),
    creator: byText((row) => creatorWords(row.creator)),
    workspace: byText(workspaceWords),
    expires: byTime((row) => row.expires_at),
    created: byTime((row) => row.created_at),
  },
  filters: [
    {
      key: 'view',
      label: 'View',
      single: true,
      options: savedViews,
      matches: (row, value) => savedViews.find((view) => view.value === value)?.matches(row) ?? false,
    },
    {
      key: 'status',
      label: 'Status',
      options: statuses.map((value) => ({ value, label: keyStatusName(value) })),
      matches: (row, status) => row.status === status,
    },
    {
      key: 'kind',
      label: 'Kind',
      options: Object.entries(kindNames).map(([value, label]) => ({ value, label })),
      matches: (row, kind) => row.kind === kind,
    },
    {
      key: 'workspace',
      label: 'Workspace',
      options: workspacesIn,
      matches: (row, id) => (row.workspace?.id ?? 'none') === id,
    },
  ],
  aside: { label: 'Show inactive', matches: isOver, askedFor: asksForOver },
}
