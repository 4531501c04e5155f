'use client'
import { useMemo } from 'react'
import type { Noun } from './data-table-props.ts'
import { filterRows, orderRows, searchIndex } from './table-rules.ts'
import type { TableRules, TableState } from './table-rules.ts'

export type ShownRows<Row> = {
  /** Every row that is loaded, in no particular order. */
  all: readonly Row[]
  /** Ordered and filtered. */
  rows: readonly Row[]
  noun: Noun
}

const none: readonly never[] = []

/** Sorting and the search text are redone only for new rows or a new sort; a key press only filters. */
export function useShownRows<Row>(
  all: readonly Row[] = none,
  state: TableState,
  rules: TableRules<Row>,
  noun: Noun,
): ShownRows<Row> {
  const { sort } = state
  const ordered = useMemo(() => orderRows(all, sort, rules), [all, sort, rules])
  const index = useMemo(() => searchIndex(ordered, rules), [ordered, rules])
  const rows = useMemo(() => filterRows(ordered, index, state, rules), [ordered, index, state, rules])
  return { all, rows, noun }
}
