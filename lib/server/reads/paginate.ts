import 'server-only'
import { z } from 'zod'
import { defaultPageSize, maxPageSize } from '#lib/schemas/page.ts'
import type { Page } from '#lib/schemas/page.ts'
import { Problem } from '#lib/server/http/problem.ts'

const limit = z
  .string()
  .regex(/^\d{1,4}$/, { error: `must be a whole number from 1 to ${maxPageSize}` })
  .transform(Number)
  .refine((value) => value >= 1 && value <= maxPageSize, { error: `must be a whole number from 1 to ${maxPageSize}` })

/** The cursor parameters of contract 4.1, for lists whose ids follow `id`. */
export function cursorParams<T extends z.ZodType<string>>(id: T) {
  return { limit: limit.default(defaultPageSize), after_id: id.optional(), before_id: id.optional() }
}

export type CursorQuery = { limit: number; after_id?: string | undefined; before_id?: string | undefined }

export type PagedList<T> = {
  /** In list order: newest first. */
  items: readonly T[]
  idOf: (item: T) => string
  orderOf: (item: T) => string
  /** Where a deleted object stood, so that its id stays a valid position; null for an id that never was here. */
  tombstone: (id: string) => Promise<string | null>
}

/** One page by the contract's rules; `has_more` looks in the direction asked for. Throws Problem (400). */
export async function paginate<T>(list: PagedList<T>, query: CursorQuery): Promise<Page<T>> {
  if (query.after_id !== undefined && query.before_id !== undefined)
    throw new Problem(400, 'invalid_input', 'after_id and before_id: only one of them can be given')
  const { items } = list
  if (query.before_id !== undefined) {
    const end = await positionOf(list, 'before_id', query.before_id)
    const start = Math.max(0, end.first - query.limit)
    return pageOf(list, items.slice(start, end.first), start > 0)
  }
  const start = query.after_id === undefined ? 0 : (await positionOf(list, 'after_id', query.after_id)).next
  return pageOf(list, items.slice(start, start + query.limit), start + query.limit < items.length)
}

/** `first`: index of the first item not before the cursor; `next`: of the first item after it. */
async function positionOf<T>(list: PagedList<T>, name: string, id: string): Promise<{ first: number; next: number }> {
  const at = list.items.findIndex((item) => list.idOf(item) === id)
  if (at >= 0) return { first: at, next: at + 1 }
  const order = await list.tombstone(id)
  if (order === null) throw new Problem(400, 'invalid_input', `${name}: is not the id of an object in this list`)
  const after = list.items.findIndex((item) => list.orderOf(item) < order)
  const index = after < 0 ? list.items.length : after
  return { first: index, next: index }
}

function pageOf<T>(list: PagedList<T>, data: T[], has_more: boolean): Page<T> {
  const [first] = data
  const last = data.at(-1)
  return {
    data,
    has_more,
    first_id: first === undefined ? null : list.idOf(first),
    last_id: last === undefined ? null : list.idOf(last),
  }
}
