import { byNumber, byText, byTime } from '#components/table/table-rules.ts'
import type { TableRules } from '#components/table/table-rules.ts'
import type { WorkspaceRow } from '#lib/schemas/views.ts'

export function tagWords(tags: Readonly<Record<string, string>>): string[] {
  return Object.entries(tags).map(([key, value]) => (value === '' ? key : `${key}: ${value}`))
}

export function residencyWords(row: WorkspaceRow): string {
  if (row.data_residency === null) return 'Not told'
  const { workspace_geo, allowed_inference_geos } = row.data_residency
  const geos = Array.isArray(allowed_inference_geos) ? allowed_inference_geos.join(', ') : allowed_inference_geos
  return `${workspace_geo.toUpperCase()}, inference ${geos}`
}

export const workspaceTableRules: TableRules<WorkspaceRow> = {
  searchText: (row) => `${row.name}\n${row.id}\n${tagWords(row.tags).join('\n')}`,
  sorts: {
    name: byText((row) => row.name),
    members: byNumber((row) => row.member_count ?? -1),
    keys: byNumber((row) => row.active_keys),
    spend: byNumber((row) => Number(row.spend_month ?? -1)),
    residency: byText(residencyWords),
    created: byTime((row) => row.created_at),
  },
  filters: [
    {
      key: 'keys',
      label: 'Keys',
      options: [
        { value: 'some', label: 'Has active keys' },
        { value: 'none', label: 'No active keys' },
      ],
      matches: (row, value) => (value === 'some') === row.active_keys > 0,
    },
    {
      key: 'tag',
      label: 'Tag',
      options: (rows) =>
        [...new Set(rows.flatMap((row) => Object.keys(row.tags)))].sort().map((tag) => ({ value: tag, label: tag })),
      matches: (row, tag) => Object.hasOwn(row.tags, tag),
    },
  ],
  aside: { label: 'Show archived', matches: (row) => row.archived_at !== null },
}
