'use client'
import { keyColumns } from '#components/keys/key-columns.tsx'
import { keyTableRules } from '#components/keys/key-table-rules.ts'
import { KeyRows } from '#components/keys/keys-table.tsx'
import type { TableQuery } from '#components/table/data-table-props.ts'
import type { WorkspaceDetail } from '#lib/schemas/views.ts'

/** One workspace: its column and its filters say nothing here. */
const columns = keyColumns.filter((column) => column.id !== 'workspace')
const rules = {
  ...keyTableRules,
  filters: keyTableRules.filters.filter((rule) => rule.key !== 'workspace' && rule.key !== 'view'),
}

type TabProps = { detail: WorkspaceDetail; asked: Omit<TableQuery<unknown>, 'data'> }

export function WorkspaceKeysTab({ detail, asked }: TabProps) {
  return (
    <KeyRows
      level={2}
      title="API keys of this workspace"
      query={{ ...asked, data: { ...detail, rows: detail.keys, total: detail.keys.length } }}
      columns={columns}
      rules={rules}
      fileName="workspace-api-keys"
    />
  )
}
