import type { ReactNode } from 'react'
import type { MenuItem } from '#components/ui/menu-items.ts'
import type { View } from '#lib/schemas/views.ts'
import type { TableColumn } from './columns.ts'
import type { ExportColumn } from '#lib/rules/export-rows.ts'
import type { TableRules } from './table-rules.ts'

export type Noun = { one: string; many: string }

/** The part of a `useQuery` result a table needs. */
export type TableQuery<Row> = {
  data: View<Row> | undefined
  error: Error | null
  isFetching: boolean
  refetch: () => Promise<unknown>
}

export type BulkAction = { label: string; refusal?: string | null; run: () => void }

/** A list that the server searches, filters and hands out part by part; `query.data.total` counts what it found. */
export type RemoteRows = {
  /** Fetches the next part; null at the end. */
  more: (() => void) | null
  loadingMore: boolean
  /** There are more than `total`. */
  uncounted: boolean
  /** What the Export menu holds: everything found, not only what is loaded. */
  exports: () => MenuItem[]
}

export type DataTableProps<Row extends { id: string }> = {
  title: string
  /** 2 when the table is a part of a page that has a title and tells its age itself. */
  level?: 1 | 2
  noun: Noun
  query: TableQuery<Row>
  /** How many rows match the address, as the server counted them; used until the browser has all rows. */
  matching?: number
  columns: readonly TableColumn<Row>[]
  rules: TableRules<Row>
  remote?: RemoteRows
  /** What a row is called by people ("Ada Lovelace"). */
  rowName: (row: Row) => string
  rowMenu?: (row: Row) => MenuItem[]
  /** The page's one primary action, at the right. */
  primary?: ReactNode
  /** First run: what this is and how to begin. */
  empty: { title: string; body: ReactNode; action?: ReactNode }
  /** More buttons in the selection bar. */
  bulk?: (rows: Row[], clear: () => void) => BulkAction[]
  /** Leaves out checkboxes and the selection bar (audit log). */
  noSelection?: boolean
  /** Exported before the columns, though no column of its own: the id, the e-mail. */
  exportAlso?: readonly ExportColumn<Row>[]
  /** Exports are called `members-2026-11-24.csv`. */
  fileName: string
  /** Narrowest width of the table before it scrolls sideways, as a Tailwind class such as `desk:min-w-[960px]`. */
  minWidth?: string
}
