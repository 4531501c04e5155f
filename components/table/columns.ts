import type { ReactNode } from 'react'

/** One column of a DataTable. Everything about a column is said here and nowhere else. */
export type TableColumn<Row> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** The value in exports; a column without one is not exported. */
  text?: (row: Row) => string | number | null
  /** A Tailwind width such as `w-40`. The first column has none: it takes what is left. */
  width?: string
  /** Numbers stand at the end of their column, in tabular figures. */
  numeric?: boolean
  /** The first column is always there. */
  alwaysShown?: boolean
}
