import { isId } from '#lib/schemas/id-patterns.ts'
import type { MemberRow } from '#lib/schemas/views.ts'

/** Somebody who could be added; `refusal` says why this person may not. */
export type Candidate = { id: string; label: string; refusal: string | null }

const mostCandidates = 8

/** Who matches the search; a whole member id also names somebody outside what the searcher may list. */
export function candidatesFor(
  rows: readonly MemberRow[],
  search: string,
  without: ReadonlySet<string>,
  refusalFor: (row: MemberRow) => string | null,
): Candidate[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const found: Candidate[] = []
  for (const row of rows) {
    if (found.length === mostCandidates) break
    const text = `${row.name}\n${row.email}\n${row.id}`.toLowerCase()
    if (without.has(row.id) || !words.every((word) => text.includes(word))) continue
    found.push({
      id: row.id,
      label: row.name ? `${row.name} · ${row.email}` : row.email,
      refusal: refusalFor(row),
    })
  }
  const id = search.trim()
  if (found.length > 0 || !isId('user', id) || without.has(id)) return found
  return [{ id, label: id, refusal: null }]
}
