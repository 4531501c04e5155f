'use client'
import { useMemo, useReducer } from 'react'

export type Selection = {
  ids: ReadonlySet<string>
  /** With `range` everything between the last touched row and this one. Never changes, so rows stay as they are. */
  toggle: (id: string, range: boolean) => void
  selectAll: (on: boolean) => void
  clear: () => void
}

type Chosen = { ids: ReadonlySet<string>; last: string | null }
type Change = { kind: 'toggle'; id: string; range: boolean } | { kind: 'all'; on: boolean } | { kind: 'clear' }

const nothing: Chosen = { ids: new Set(), last: null }

/** What a change makes of a selection, given the rows in their order on screen. */
export function select(chosen: Chosen, change: Change, shown: readonly { id: string }[]): Chosen {
  if (change.kind === 'clear') return nothing
  if (change.kind === 'all') return { ...chosen, ids: withRows(chosen.ids, shown, change.on) }
  const from = change.range ? shown.findIndex((row) => row.id === chosen.last) : -1
  const to = shown.findIndex((row) => row.id === change.id)
  const touched = from < 0 || to < 0 ? [change] : shown.slice(Math.min(from, to), Math.max(from, to) + 1)
  return { ids: withRows(chosen.ids, touched, !chosen.ids.has(change.id)), last: change.id }
}

function withRows(ids: ReadonlySet<string>, rows: readonly { id: string }[], on: boolean): ReadonlySet<string> {
  const next = new Set(ids)
  for (const row of rows) {
    if (on) next.add(row.id)
    else next.delete(row.id)
  }
  return next
}

/** Chosen rows by id. They stay chosen while a search hides them; the bar says so. */
export function useSelection(shown: readonly { id: string }[]): Selection {
  const [chosen, dispatch] = useReducer((state: Chosen, change: Change) => select(state, change, shown), nothing)
  const actions = useMemo(
    () => ({
      toggle: (id: string, range: boolean) => dispatch({ kind: 'toggle', id, range }),
      selectAll: (on: boolean) => dispatch({ kind: 'all', on }),
      clear: () => dispatch({ kind: 'clear' }),
    }),
    [],
  )
  return { ids: chosen.ids, ...actions }
}
