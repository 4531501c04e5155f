/** What a table shows of its rows: pure, asked by the server for the first rows and by the browser for all of them. */

export type TableState = {
  q: string
  sort: { id: string; down: boolean } | null
  /** Filter key → chosen values. Values of one key widen, keys narrow. */
  filters: Readonly<Record<string, readonly string[]>>
  hidden: readonly string[]
}

export type FilterRule<Row> = {
  key: string
  label: string
  options: readonly { value: string; label: string }[] | ((rows: readonly Row[]) => { value: string; label: string }[])
  matches: (row: Row, value: string) => boolean
  /** Only one value at a time (a saved view). */
  single?: boolean
  /** One value that is on or off: the chip is a button, no menu. */
  toggle?: string
}

export type TableRules<Row> = {
  /** Everything a search should find a row by. */
  searchText: (row: Row) => string
  /** Column id → ascending comparison. A column without one cannot be sorted. */
  sorts: Readonly<Record<string, (a: Row, b: Row) => number>>
  filters: readonly FilterRule<Row>[]
  /** Rows left out unless asked for: "Show archived (3)", or by a search or filter that can only mean them. */
  aside?: { label: string; matches: (row: Row) => boolean; askedFor?: (state: TableState) => boolean }
  /** Filters stand in the search text, as `result:failed`: chips and text are two views of one state. */
  qualifiers?: {
    example: string
    valuesOf: (q: string, key: string) => readonly string[]
    withValues: (q: string, key: string, values: readonly string[]) => string
  }
}

export const asideKey = 'show'

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true })

export function byText<Row>(text: (row: Row) => string) {
  return (a: Row, b: Row) => collator.compare(text(a), text(b))
}

export function byNumber<Row>(number: (row: Row) => number) {
  return (a: Row, b: Row) => number(a) - number(b)
}

/** ISO timestamps of one zone sort as text; a missing one comes last in ascending order. */
export function byTime<Row>(time: (row: Row) => string | null) {
  return (a: Row, b: Row) => {
    const [left, right] = [time(a) ?? '\uffff', time(b) ?? '\uffff']
    return left < right ? -1 : left > right ? 1 : 0
  }
}

/** Rows in the order of the state; without a sort in the order they came. Never changes the given array. */
export function orderRows<Row>(rows: readonly Row[], sort: TableState['sort'], rules: TableRules<Row>): readonly Row[] {
  const compare = sort && Object.hasOwn(rules.sorts, sort.id) ? rules.sorts[sort.id] : undefined
  if (!compare || !sort) return rows
  return rows.toSorted(sort.down ? (a, b) => compare(b, a) : compare)
}

/** One lower-case text a row, made once, so that a key press only searches. */
export function searchIndex<Row>(rows: readonly Row[], rules: TableRules<Row>): readonly string[] {
  return rows.map((row) => rules.searchText(row).toLowerCase())
}

export function filterRows<Row>(
  rows: readonly Row[],
  index: readonly string[],
  state: TableState,
  rules: TableRules<Row>,
): readonly Row[] {
  const words = state.q.toLowerCase().split(/\s+/).filter(Boolean)
  const filters = rules.filters.flatMap((rule) => {
    const values = state.filters[rule.key] ?? []
    return values.length > 0 ? [{ rule, values }] : []
  })
  const aside = isAsideShown(state) || rules.aside?.askedFor?.(state) ? undefined : rules.aside
  if (words.length === 0 && filters.length === 0 && !aside) return rows
  return rows.filter(
    (row, at) =>
      words.every((word) => (index[at] ?? '').includes(word)) &&
      filters.every(({ rule, values }) => values.some((value) => rule.matches(row, value))) &&
      !aside?.matches(row),
  )
}

export function isAsideShown(state: TableState): boolean {
  return (state.filters[asideKey]?.length ?? 0) > 0
}

/** Whether anything but the sort narrows what is seen: the empty state then offers to clear it. */
export function isNarrowed(state: TableState): boolean {
  return state.q.trim() !== '' || Object.values(state.filters).some((values) => values.length > 0)
}

/** Order and filter in one go: what the server renders first. */
export function selectRows<Row>(rows: readonly Row[], state: TableState, rules: TableRules<Row>): readonly Row[] {
  const ordered = orderRows(rows, state.sort, rules)
  return filterRows(ordered, state.q.trim() === '' ? [] : searchIndex(ordered, rules), state, rules)
}
