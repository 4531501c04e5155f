import { defaultPageSize, maxPageSize } from '#lib/schemas/page.ts'
import type { Page } from '#lib/schemas/page.ts'
import type { Collection, Slice } from './collection.ts'
import { queryValue } from './context.ts'
import type { Context } from './context.ts'
import { badRequest } from './refusal.ts'

export function readLimit(context: Context, fallback: number, highest: number): number {
  const text = queryValue(context, 'limit')
  if (text === undefined) return fallback
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > highest) throw badRequest(`limit: '${text}' is not a whole number from 1 to ${highest}.`)
  return limit
}

type IdPage<T> = {
  collection: Collection<T & { id: string }>
  matches: (item: T) => boolean
  /** Whether an id that has a position may be used as a cursor of this very list. */
  accepts?: (id: string) => boolean
}

/** One page by id cursors (contract 4.1): after_id goes towards older objects, before_id towards newer ones. */
export function sliceByIds<T extends { id: string }>(context: Context, { collection, matches, accepts }: IdPage<T>) {
  const limit = readLimit(context, defaultPageSize, maxPageSize)
  const position = (name: string): number | undefined => {
    const id = queryValue(context, name)
    if (id === undefined) return undefined
    const place = accepts === undefined || accepts(id) ? collection.positionOf(id) : undefined
    if (place === undefined) throw badRequest(`${name}: '${id}' is not an id from this list.`)
    return place
  }
  const after = position('after_id')
  const before = position('before_id')
  if (after !== undefined && before !== undefined) throw badRequest('after_id and before_id may not be combined.')
  return collection.slice({ limit, after, before, matches })
}

export function toPage<T>(slice: Slice<T>, idOf: (item: T) => string): Page<T> {
  const first = slice.items[0]
  const last = slice.items.at(-1)
  return {
    data: slice.items,
    has_more: slice.hasMore,
    first_id: first === undefined ? null : idOf(first),
    last_id: last === undefined ? null : idOf(last),
  }
}

export function pageByIds<T extends { id: string }>(context: Context, options: IdPage<T>): Page<T> {
  return toPage(sliceByIds(context, options), (item) => item.id)
}

export type TokenPage<T> = { data: T[]; next_page: string | null }

export function encodePageToken(offset: string): string {
  return `page_${Buffer.from(offset).toString('base64url')}`
}

export function decodePageToken(context: Context): string | undefined {
  const token = queryValue(context, 'page')
  if (token === undefined) return undefined
  const offset = token.startsWith('page_') ? Buffer.from(token.slice(5), 'base64url').toString() : ''
  if (offset === '' || encodePageToken(offset) !== token) throw badRequest('page: not a page token from this list.')
  return offset
}

/** One page by an opaque token (contract 4.2); the token holds the id of the last object given out. */
export function pageByToken<T>(context: Context, items: T[], idOf: (item: T) => string, limit: number): TokenPage<T> {
  const previous = decodePageToken(context)
  const start = previous === undefined ? 0 : items.findIndex((item) => idOf(item) === previous) + 1
  if (previous !== undefined && start === 0) throw badRequest('page: this page token is stale.')
  const data = items.slice(start, start + limit)
  const last = data.at(-1)
  const more = last !== undefined && start + limit < items.length
  return { data, next_page: more ? encodePageToken(idOf(last)) : null }
}
