import { byNumber, byText, byTime } from '#components/table/table-rules.ts'
import type { TableRules, TableState } from '#components/table/table-rules.ts'
import type { KeyFinding } from '#lib/rules/key-findings.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { namesOneKey } from './cut-secret.ts'
import { wordsOfFinding } from './key-health-words.ts'
import { creatorWords, isOver, keyStatusName, kindNames, workspaceWords } from './key-words.ts'

/** One for each finding, under an address that stays what it was when a word on the page changes. */
const savedViews: { value: string; label: string; finding: KeyFinding }[] = [
  { value: 'stale', label: 'Stale', finding: 'stale' },
  { value: 'expiring', label: 'Expiring within 14 days', finding: 'expires_soon' },
  { value: 'no_expiry', label: 'No expiry', finding: 'never_expires' },
  { value: 'owner_gone', label: 'Owner gone', finding: 'owner_gone' },
  { value: 'default', label: 'In Default', finding: 'in_default' },
  { value: 'unnamed', label: 'Unnamed', finding: 'unnamed' },
  { value: 'old', label: 'A year old', finding: 'old' },
]

const day = 86_400_000

/** By the age of the last use seen; the values widen, so today's use is also this week's. */
const uses: { value: string; label: string; matches: (row: KeyRow) => boolean }[] = [
  { value: 'day', label: 'In the last day', matches: (row) => usedWithin(row, 1) },
  { value: 'week', label: 'In the last 7 days', matches: (row) => usedWithin(row, 7) },
  { value: 'longer', label: 'Longer ago', matches: (row) => row.use === 'seen' && !usedWithin(row, 7) },
  { value: 'none', label: 'No use seen in 31 days', matches: (row) => row.use === 'not_seen' },
  { value: 'unmeasured', label: 'Not measured', matches: (row) => row.use === 'not_measured' },
]

function usedWithin({ last_used_at }: KeyRow, days: number): boolean {
  return last_used_at !== null && Date.now() - Date.parse(last_used_at) < days * day
}

const statuses = ['active', 'inactive', 'expired', 'archived']

/** Each workspace once, by name; a key of the whole organization has none. */
function workspacesIn(rows: readonly KeyRow[]) {
  const names = new Map(rows.map((row) => [row.workspace?.id ?? 'none', workspaceWords(row)]))
  return [...names]
    .map(([value, label]) => ({ value, label }))
    .toSorted((a, b) => Number(a.value === 'none') - Number(b.value === 'none') || a.label.localeCompare(b.label, 'en'))
}

export function findingLabels({ findings }: Pick<KeyRow, 'findings'>): string {
  return findings.map((finding) => wordsOfFinding(finding).label).join('; ')
}

function asksForOver(state: TableState): boolean {
  return (state.filters['status'] ?? []).some((status) => isOver({ status })) || namesOneKey(state.q)
}

export const keyTableRules: TableRules<KeyRow> = {
  searchText: (row) =>
    [
      row.name,
      row.id,
      row.partial_key_hint,
      creatorWords(row.creator),
      row.acts_as?.label,
      workspaceWords(row),
      findingLabels(row),
    ].join('\n'),
  sorts: {
    name: byText((row) => row.name),
    status: byText((row) => String(statuses.indexOf(row.status))),
    kind: byText((row) => kindNames[row.kind]),
    acts_as: byText((row) => row.acts_as?.label ?? '\uffff'),
    creator: byText((row) => creatorWords(row.creator)),
    workspace: byText(workspaceWords),
    expires: byTime((row) => row.expires_at),
    created: byTime((row) => row.created_at),
    // No use seen counts as the longest ago.
    used: byTime((row) => row.last_used_at ?? ''),
    cost: byNumber((row) => Number(row.cost_30d ?? -1)),
    findings: byNumber((row) => row.findings.length),
  },
  filters: [
    {
      key: 'view',
      label: 'View',
      single: true,
      options: savedViews,
      matches: (row, value) => savedViews.some((view) => view.value === value && row.findings.includes(view.finding)),
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
      key: 'used',
      label: 'Last used',
      options: uses,
      matches: (row, value) => uses.find((use) => use.value === value)?.matches(row) ?? false,
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
