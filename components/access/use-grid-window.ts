'use client'
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { useDensity } from '#components/layout/appearance-context.tsx'
import type { Grid, GridColumn } from './access-rules.ts'
import { withGaps } from './grid-moves.ts'
import type { Spot } from './grid-moves.ts'

/** Widths and heights that the classes of the cells have as well (`w-65`, `w-26`, `h-14`, `h-(--row)`). */
const headerHeight = 56
const headerWidth = 260
export const columnWidth = 104
/** What the server draws: as much as most screens hold. */
const serverScreen = { width: 1_440, height: 900 }

/** `gap` counts the rows or columns left out before this one. */
export type ShownColumn = { column: GridColumn; at: number; gap: number }
export type ShownColumns = { items: readonly ShownColumn[]; tail: number }

/** Which rows and columns are in sight, the one with the focus always among them, and how to bring a spot into sight. */
export function useGridWindow(grid: Grid, spot: Spot) {
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = useDensity() === 'compact' ? 32 : 40
  const getScrollElement = () => scroller.current
  // oxlint-disable-next-line react/incompatible-library -- concerns the React compiler, which is off here
  const down = useVirtualizer({
    count: grid.rows.length,
    getScrollElement,
    estimateSize: () => rowHeight,
    getItemKey: (index) => grid.rows[index]?.id ?? index,
    rangeExtractor: (range) => withSpot(defaultRangeExtractor(range), spot.row - 1, grid.rows.length),
    overscan: 6,
    initialRect: serverScreen,
    scrollMargin: headerHeight,
    scrollPaddingStart: headerHeight,
  })
  const across = useVirtualizer({
    horizontal: true,
    count: grid.columns.length,
    getScrollElement,
    estimateSize: () => columnWidth,
    rangeExtractor: (range) => withSpot(defaultRangeExtractor(range), spot.column - 1, grid.columns.length),
    overscan: 2,
    initialRect: serverScreen,
    scrollMargin: headerWidth,
    scrollPaddingStart: headerWidth,
  })
  const shown = across
    .getVirtualItems()
    .map(({ index }) => index)
    .join(',')
  const columns = useMemo((): ShownColumns => {
    const { items, tail } = withGaps(shown === '' ? [] : shown.split(',').map(Number), grid.columns.length)
    return {
      tail,
      items: items.flatMap(({ index, gap }) => {
        const column = grid.columns[index]
        return column === undefined ? [] : [{ column, at: index + 1, gap }]
      }),
    }
  }, [shown, grid.columns])
  return {
    scroller,
    rows: withGaps(
      down.getVirtualItems().map(({ index }) => index),
      grid.rows.length,
    ),
    columns,
    page: Math.max(1, Math.floor(((down.scrollRect?.height ?? serverScreen.height) - headerHeight) / rowHeight) - 1),
    show: ({ row, column }: Spot) => {
      if (row > 0) down.scrollToIndex(row - 1)
      if (column > 0) across.scrollToIndex(column - 1)
      else across.scrollToOffset(0)
    },
  }
}

function withSpot(indexes: number[], index: number, count: number): number[] {
  if (index < 0 || index >= count || indexes.includes(index)) return indexes
  return [...indexes, index].sort((a, b) => a - b)
}
