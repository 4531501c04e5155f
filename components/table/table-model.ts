'use client'
import { columnVisibilityFeature, createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import type { Row as ModelRow } from '@tanstack/react-table'
import { useMemo } from 'react'
import type { TableColumn } from './columns.ts'

/** Filtering and sorting happen before the model sees the rows (table-rules.ts), so one feature is all it needs. */
const features = tableFeatures({ columnVisibilityFeature })

export type TableModelRow<Row extends { id: string }> = ModelRow<typeof features, Row>

export function useTableModel<Row extends { id: string }>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  hidden: readonly string[],
) {
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>()
    return columns.map((column) =>
      helper.display({ id: column.id, header: column.header, cell: ({ row }) => column.cell(row.original) }),
    )
  }, [columns])
  const columnVisibility = useMemo(
    () => Object.fromEntries(hidden.flatMap((id) => (id === columns[0]?.id ? [] : [[id, false]]))),
    [hidden, columns],
  )
  const table = useTable({ features, columns: definitions, data: rows, getRowId, state: { columnVisibility } })
  const visible = useMemo(
    () => columns.filter((column) => columnVisibility[column.id] !== false),
    [columns, columnVisibility],
  )
  return { rows: table.getRowModel().rows, visible, columnVisibility }
}

function getRowId(row: { id: string }): string {
  return row.id
}
