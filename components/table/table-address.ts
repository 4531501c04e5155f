import { cutSecret } from '#components/keys/cut-secret.ts'
import { asideKey } from './table-rules.ts'
import type { TableRules, TableState } from './table-rules.ts'

/** The table's state in the address: `?q=ada&role=developer,user&sort=-added_at&hide=keys`. */

export type SearchParams = Record<string, string | string[] | undefined>

const longestSearch = 200
const longestQuery = 1_000

export function readTableState<Row>(params: URLSearchParams, rules: TableRules<Row>): TableState {
  const keys = [...filterKeys(rules), ...(rules.aside ? [asideKey] : [])]
  const filters: Record<string, string[]> = {}
  for (const key of keys) {
    const values = list(params.get(key))
    if (values.length > 0) filters[key] = values
  }
  return {
    q: cutSecret(params.get('q') ?? '').text.slice(0, rules.qualifiers ? longestQuery : longestSearch),
    sort: readSort(params.get('sort'), rules),
    filters,
    hidden: list(params.get('hide')),
  }
}

/** The same, from what Next hands to a page. */
export function tableStateOf<Row>(params: SearchParams, rules: TableRules<Row>): TableState {
  const plain = new URLSearchParams()
  for (const [key, value] of Object.entries(params)) {
    const first = Array.isArray(value) ? value[0] : value
    if (first !== undefined) plain.set(key, first)
  }
  return readTableState(plain, rules)
}

/** Writes the state over `params`; what the table does not own (an open drawer) stays. */
export function writeTableState<Row>(
  params: URLSearchParams,
  state: TableState,
  rules: TableRules<Row>,
): URLSearchParams {
  const next = new URLSearchParams(params)
  const set = (key: string, value: string) => (value === '' ? next.delete(key) : next.set(key, value))
  set('q', state.q)
  set('sort', state.sort ? `${state.sort.down ? '-' : ''}${state.sort.id}` : '')
  for (const key of filterKeys(rules)) set(key, (state.filters[key] ?? []).join(','))
  if (rules.aside) set(asideKey, (state.filters[asideKey] ?? []).join(','))
  set('hide', state.hidden.join(','))
  return next
}

/** Qualifiers stand in `q`, so their filters have no parameter of their own. */
function filterKeys<Row>(rules: TableRules<Row>): string[] {
  return rules.qualifiers ? [] : rules.filters.map((rule) => rule.key)
}

function list(value: string | null): string[] {
  return value === null
    ? []
    : [...new Set(value.split(',').filter((part) => part !== ''))].map((part) => cutSecret(part).text)
}

function readSort<Row>(value: string | null, rules: TableRules<Row>): TableState['sort'] {
  if (value === null) return null
  const down = value.startsWith('-')
  const id = down ? value.slice(1) : value
  return Object.hasOwn(rules.sorts, id) ? { id, down } : null
}
