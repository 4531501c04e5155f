import 'server-only'
import type { Page } from '#lib/schemas/page.ts'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import { allDone } from './all-done.ts'

/** Asks for the page after a cursor. `askedMs` is when the question left, epoch ms. */
export type FetchPage<T> = (after: string | null) => Promise<Page<T>>
export type OnPage<T> = (items: T[], askedMs: number) => Promise<void>

/** What a pass over one list found. `complete` is false when the list misbehaved; nothing may be concluded then. */
export type Pass = { seen: Set<string>; boundaries: string[]; complete: boolean }

/** No list of an organization is longer than this many pages of a thousand. */
const mostPages = 2_000

type WalkState<T> = { idOf: (item: T) => string; fetchPage: FetchPage<T>; onPage: OnPage<T>; seen: Set<string> }

/**
 * Reads a whole id-cursor list. Without `boundaries` it walks page by page; with the last pass's boundaries it asks for
 * all pages at once and walks only where a page does not end at the next boundary.
 */
export async function walkList<T>(
  idOf: (item: T) => string,
  fetchPage: FetchPage<T>,
  onPage: OnPage<T>,
  boundaries: readonly string[] = [],
): Promise<Pass> {
  const state: WalkState<T> = { idOf, fetchPage, onPage, seen: new Set() }
  if (boundaries.length === 0) return walkInOrder(state, null, null)
  try {
    return await walkAtOnce(state, boundaries)
  } catch (error) {
    // A boundary that upstream no longer takes as a cursor: the pages must be found anew.
    if (error instanceof UpstreamError && error.status === 400) return walkInOrder(state, null, null)
    throw error
  }
}

type Taken<T> = { page: Page<T>; ids: Set<string>; applied: Promise<void> }

/** Fetches a page and begins to apply it: the next page can be asked for meanwhile. */
async function take<T>(state: WalkState<T>, after: string | null): Promise<Taken<T>> {
  const askedMs = Date.now()
  const page = await state.fetchPage(after)
  const ids = new Set(page.data.map(state.idOf))
  for (const id of ids) state.seen.add(id)
  const applied = state.onPage(page.data, askedMs)
  // Awaited by the walk; this only keeps a failure from counting as unhandled until then.
  applied.catch(() => undefined)
  return { page, ids, applied }
}

/** Walks from `after` to the end, or until a page holds `until`. Resolves when every page is applied. */
async function walkInOrder<T>(state: WalkState<T>, after: string | null, until: string | null): Promise<Pass> {
  const boundaries: string[] = []
  const broken: Pass = { seen: state.seen, boundaries: [], complete: false }
  const used = new Set<string | null>()
  let cursor = after
  let applied: Promise<void> = Promise.resolve()
  for (let pages = 0; pages < mostPages; pages++) {
    // A cursor seen twice, or an empty page that promises more, would go on for ever.
    if (used.has(cursor)) return broken
    used.add(cursor)
    const taken = await take(state, cursor)
    await applied
    applied = taken.applied
    const { page, ids } = taken
    const reached = !page.has_more || (until !== null && ids.has(until))
    if (reached) {
      await applied
      return { seen: state.seen, boundaries, complete: true }
    }
    if (page.last_id === null || ids.size === 0) return broken
    boundaries.push(page.last_id)
    cursor = page.last_id
  }
  return broken
}

async function walkAtOnce<T>(state: WalkState<T>, boundaries: readonly string[]): Promise<Pass> {
  const cursors = [null, ...boundaries]
  const taken = await allDone(cursors.map((cursor) => take(state, cursor)))
  await allDone(taken.map(({ applied }) => applied))
  const next: string[] = []
  for (const [index, { page, ids }] of taken.entries()) {
    const boundary = boundaries[index]
    if (page.last_id === null) continue
    if (!page.has_more) return { seen: state.seen, boundaries: next, complete: true }
    next.push(page.last_id)
    if (boundary !== undefined && ids.has(boundary)) continue
    const rest = await walkInOrder(state, page.last_id, boundary ?? null)
    if (!rest.complete) return rest
    next.push(...rest.boundaries)
  }
  return { seen: state.seen, boundaries: next, complete: true }
}
