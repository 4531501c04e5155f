import { queryOptions } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { DifferenceView, HistoryNoun, PastView } from '#lib/schemas/history.ts'
import { read } from './api.ts'

const historyKey = ['history'] as const
/** What is past stays as it is; only the last minutes may still learn of a reading that ends in them. */
const settledAfterMs = 180_000

type Whole = { rows: readonly unknown[]; total: number }

function staleTime(lastMoment: string) {
  return (query: { state: { data?: Whole | undefined } }): number => {
    const { data } = query.state
    if (data !== undefined && data.rows.length < data.total) return 0
    return Date.now() - Date.parse(lastMoment) > settledAfterMs ? Infinity : 30_000
  }
}

/** A list as it was. `first` may hold only the rows that came inside the page. */
export function pastQuery(noun: HistoryNoun, at: string, first: PastView | null) {
  return queryOptions({
    queryKey: [...historyKey, noun, at] as const,
    queryFn: ({ signal }) =>
      read<PastView>(`${portalPaths.history(noun)}?${new URLSearchParams({ at }).toString()}`, signal),
    structuralSharing: false,
    staleTime: staleTime(at),
    ...(first?.noun === noun && first.at === at ? { initialData: first } : {}),
  })
}

/** What changed in a list between two moments. */
export function differenceQuery(
  noun: HistoryNoun,
  { from, to }: { from: string; to: string },
  first: DifferenceView | null,
) {
  return queryOptions({
    queryKey: [...historyKey, noun, from, to] as const,
    queryFn: ({ signal }) =>
      read<DifferenceView>(
        `${portalPaths.historyChanges(noun)}?${new URLSearchParams({ from, to }).toString()}`,
        signal,
      ),
    structuralSharing: false,
    staleTime: staleTime(to),
    ...(first?.noun === noun && first.from.at === from && first.to.at === to ? { initialData: first } : {}),
  })
}
