import type { QueryClient } from '@tanstack/react-query'
import type { View } from '#lib/schemas/views.ts'

/** True while the browser holds only the first rows that came inside the page. */
export function isPartial(view: View<unknown> | undefined): boolean {
  return view !== undefined && view.rows.length < view.total
}

const freshFor = 30_000

/**
 * What every big list shares: no structural sharing (it walks the whole list), the rest of the rows at once when the
 * page brought only the first, and a look for news every half minute while somebody is looking.
 */
export const listDefaults = {
  structuralSharing: false,
  staleTime: (query: { state: { data?: View<unknown> | undefined } }) => (isPartial(query.state.data) ? 0 : freshFor),
  refetchInterval: freshFor,
} as const

/** Writes the answer of a write into the cached list, so the next paint already shows the truth. */
export function patchRow<Row extends { id: string }>(
  client: QueryClient,
  key: readonly unknown[],
  patch: Partial<Row> & { id: string },
): void {
  client.setQueryData<View<Row>>(key, (view) =>
    view === undefined
      ? undefined
      : { ...view, rows: view.rows.map((row) => (row.id === patch.id ? { ...row, ...patch } : row)) },
  )
}

export function dropRow(client: QueryClient, key: readonly unknown[], id: string): void {
  client.setQueryData<View<{ id: string }>>(key, (view) => {
    if (view === undefined) return undefined
    const rows = view.rows.filter((row) => row.id !== id)
    return { ...view, rows, total: view.total - (view.rows.length - rows.length) }
  })
}
