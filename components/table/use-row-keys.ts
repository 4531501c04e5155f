'use client'
import type { RefObject } from 'react'
import { useRef } from 'react'
import { useShortcuts } from '#components/ui/use-shortcuts.ts'
import type { Selection } from './use-selection.ts'
import type { ShownRows } from './use-shown-rows.ts'

type RowKeys<Row> = {
  shown: ShownRows<Row>
  selection: Selection
  noSelection?: boolean
  search: RefObject<HTMLInputElement | null>
  scrollTo: (index: number) => void
}

/** The row that holds the focus is the current row; nothing else needs to be remembered. */
function currentRow(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>('tr[data-index]') ?? null
}

function focusRow(index: number) {
  document.querySelector<HTMLElement>(`tr[data-index="${index}"]`)?.focus({ preventScroll: true })
}

/** `/` search, `j` `k` rows, `x` select, `e` edit, Enter on a row follows the row's own link, or opens what it opens. */
export function useRowKeys<Row>({ shown, selection, noSelection, search, scrollTo }: RowKeys<Row>): void {
  // Where to go on from when the row that had the focus was scrolled away.
  const last = useRef(-1)
  const move = (by: number) => {
    const row = currentRow()
    const from = row ? Number(row.dataset['index']) : last.current
    const to = Math.max(0, Math.min(shown.rows.length - 1, from + by))
    last.current = to
    scrollTo(to)
    requestAnimationFrame(() => focusRow(to))
  }
  useShortcuts({
    '/': () => search.current?.focus(),
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const id = currentRow()?.id.slice('row-'.length)
      if (id && !noSelection) selection.toggle(id, false)
    },
    e: () => currentRow()?.querySelector<HTMLElement>('[data-edit]')?.click(),
    Enter: () => {
      const row = document.activeElement
      if (!(row instanceof HTMLTableRowElement)) return false
      return row.querySelector<HTMLElement>('th a, [data-open]')?.click()
    },
  })
}
