export type Slice<T> = { items: T[]; hasMore: boolean }

type Row<T> = { item: T; time: number; position: number; removed: boolean }

export type SliceRequest<T> = {
  limit: number
  /** Begin right after this position, towards older objects. */
  after?: number | undefined
  /** End right before this position, reaching towards newer objects. */
  before?: number | undefined
  matches: (item: T) => boolean
}

/**
 * Objects of one kind, listed newest first. Removed ones leave a tombstone, so a cursor keeps its
 * place when its object goes away between two pages (contract 4.1).
 */
export class Collection<T extends { id: string }> {
  #rows: Row<T>[] = []
  readonly #byId = new Map<string, Row<T>>()
  #size = 0

  /** Takes many objects at once and sorts once; for seeding. */
  load(items: readonly { item: T; time: number }[]): void {
    for (const { item, time } of items) this.#rows.push({ item, time, position: 0, removed: false })
    this.#rows.sort(oldestFirst)
    this.#renumber(0)
    for (const row of this.#rows) this.#byId.set(row.item.id, row)
    this.#size += items.length
  }

  add(item: T, time: number): void {
    const row: Row<T> = { item, time, position: this.#rows.length, removed: false }
    let place = this.#rows.length
    for (let last = this.#rows[place - 1]; last !== undefined && oldestFirst(last, row) > 0;) {
      place -= 1
      last = this.#rows[place - 1]
    }
    this.#rows.splice(place, 0, row)
    this.#renumber(place)
    this.#byId.set(item.id, row)
    this.#size += 1
  }

  get size(): number {
    return this.#size
  }

  get(id: string): T | undefined {
    const row = this.#byId.get(id)
    return row === undefined || row.removed ? undefined : row.item
  }

  replace(item: T): void {
    const row = this.#byId.get(item.id)
    if (row === undefined || row.removed) throw new Error(`There is no ${item.id} to replace`)
    row.item = item
  }

  remove(id: string): void {
    const row = this.#byId.get(id)
    if (row === undefined || row.removed) return
    row.removed = true
    this.#size -= 1
  }

  /** Where an object stands or stood; undefined when there never was one with this id. */
  positionOf(id: string): number | undefined {
    return this.#byId.get(id)?.position
  }

  slice(request: SliceRequest<T>): Slice<T> {
    const backwards = request.before !== undefined
    const step = backwards ? 1 : -1
    let position = backwards ? (request.before ?? 0) + 1 : (request.after ?? this.#rows.length) - 1
    const items: T[] = []
    let hasMore = false
    for (let row = this.#rows[position]; row !== undefined; row = this.#rows[position]) {
      position += step
      if (row.removed || !request.matches(row.item)) continue
      hasMore = items.length === request.limit
      if (hasMore) break
      items.push(row.item)
    }
    return { items: backwards ? items.reverse() : items, hasMore }
  }

  /** All present objects, newest first. */
  all(): T[] {
    const items: T[] = []
    for (let index = this.#rows.length - 1; index >= 0; index -= 1) {
      const row = this.#rows[index]
      if (row !== undefined && !row.removed) items.push(row.item)
    }
    return items
  }

  #renumber(from: number): void {
    for (let index = from; index < this.#rows.length; index += 1) {
      const row = this.#rows[index]
      if (row !== undefined) row.position = index
    }
  }
}

/** Equal times are told apart by id, descending in the list (contract 16.2). */
function oldestFirst(left: Row<{ id: string }>, right: Row<{ id: string }>): number {
  if (left.time !== right.time) return left.time - right.time
  return left.item.id < right.item.id ? -1 : 1
}
