import { byNumber, byText } from '#components/table/table-rules.ts'
import type { FilterRule, TableRules, TableState } from '#components/table/table-rules.ts'
import type { AccessCell, AccessMatrix, AccessRow, AccessWorkspace } from '#lib/schemas/access-matrix.ts'
import { orgRoles, roleName, workspaceRoles } from '#lib/schemas/roles.ts'
import { isElevated } from './role-marks.ts'

/** What of the matrix is shown: pure, asked by the server for the first rows and by the browser for all of them. */

const always = () => true

const chip = (key: string, label: string, options: FilterRule<AccessRow>['options']): FilterRule<AccessRow> => ({
  key,
  label,
  options,
  matches: always,
})

const orgRank = new Map<string, number>(orgRoles.map((role, at) => [role, at]))

/** The chips of the toolbar; what a value means for rows and cells is said in `gridOf`. */
export const accessChips: readonly FilterRule<AccessRow>[] = [
  chip('org', 'Organization role', (rows) =>
    [...new Set(rows.map((row) => row.role))]
      .sort((a, b) => (orgRank.get(a) ?? orgRank.size) - (orgRank.get(b) ?? orgRank.size))
      .map((role) => ({ value: role, label: roleName(role) })),
  ),
  chip(
    'role',
    'Role',
    workspaceRoles.map((role) => ({ value: role, label: roleName(role) })),
  ),
  {
    ...chip('source', 'Comes from', [
      { value: 'direct', label: 'Given in the workspace' },
      { value: 'inherited', label: 'Organization role' },
    ]),
    single: true,
  },
  { ...chip('elevated', 'Elevated only', []), toggle: 'yes' },
  { ...chip('empty', 'Hide empty', []), toggle: 'hide' },
]

const byName = byText<AccessRow>((row) => row.name || row.email)

/** Also in the address: `w` words for workspaces (alternatives), `cols` their order, `see` what a narrow screen looks at. */
export const accessRules: TableRules<AccessRow> = {
  searchText: (row) => `${row.name}\n${row.email}\n${row.id}`,
  sorts: {
    name: byName,
    role: byNumber((row) => orgRank.get(row.role) ?? orgRank.size),
    count: byNumber((row) => row.cells.length),
  },
  filters: [...accessChips, chip('w', 'Workspaces', []), chip('cols', 'Order', []), chip('see', 'See', [])],
}

export type GridColumn = AccessWorkspace & { place: number; count: number }
export type Grid = { rows: readonly AccessRow[]; columns: readonly GridColumn[] }

const chosen = (state: TableState, key: string) => state.filters[key] ?? []

/** Whether a cell is one of those asked for; everything is while nothing asks. */
export function cellFilter(state: TableState): ((cell: AccessCell) => boolean) | null {
  const [roles, [source], elevated] = [chosen(state, 'role'), chosen(state, 'source'), chosen(state, 'elevated')]
  if (roles.length === 0 && source === undefined && elevated.length === 0) return null
  return ([, role, inherited]) =>
    (roles.length === 0 || roles.includes(role)) &&
    (source === undefined || (source === 'inherited') === (inherited === 1)) &&
    (elevated.length === 0 || isElevated(role))
}

/** Not filters: the order of the columns, and what a narrow screen looks at. */
const noFilters = ['cols', 'see']

export function isFiltered(state: TableState): boolean {
  const chosenFilters = Object.entries(state.filters).filter(([key]) => !noFilters.includes(key))
  return state.q.trim() !== '' || chosenFilters.some(([, values]) => values.length > 0)
}

/** Without search and filters; what is no filter stays. */
export function unfiltered(state: TableState): Pick<TableState, 'q' | 'filters'> {
  return {
    q: '',
    filters: Object.fromEntries(Object.entries(state.filters).filter(([key]) => noFilters.includes(key))),
  }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean)
}

/** The places of the workspaces that the words ask for: any alternative, all of its words. */
function placesIn(workspaces: readonly AccessWorkspace[], state: TableState): number[] {
  const alternatives = chosen(state, 'w')
    .map(wordsOf)
    .filter((words) => words.length > 0)
  return workspaces.flatMap(({ id, name }, place) => {
    const text = `${name}\n${id}`.toLowerCase()
    return alternatives.length === 0 || alternatives.some((words) => words.every((word) => text.includes(word)))
      ? [place]
      : []
  })
}

/** Rows without a sort, and equal ones, stand by name. Done once for an order, not for every key press. */
export function orderedRows(rows: readonly AccessRow[], sort: TableState['sort']): readonly AccessRow[] {
  const compare = accessRules.sorts[sort?.id ?? 'name'] ?? byName
  const down = sort?.down === true
  return rows.toSorted((a, b) => (down ? compare(b, a) : compare(a, b)) || byName(a, b))
}

/**
 * The rows and columns to show. `rows` are ordered already. A member in `kept` stays in sight whatever the cells say:
 * what somebody is about to change must not go away under their hands.
 */
export function gridOf(
  { workspaces }: Pick<AccessMatrix, 'workspaces'>,
  ordered: readonly AccessRow[],
  state: TableState,
  kept: ReadonlySet<string> = new Set(),
): Grid {
  const asked = new Set(placesIn(workspaces, state))
  const matches = cellFilter(state)
  const hidesEmpty = chosen(state, 'empty').length > 0
  const words = wordsOf(state.q)
  const roles = chosen(state, 'org')
  const counts = new Map<number, number>()
  const rows = ordered.filter((row) => {
    if (roles.length > 0 && !roles.includes(row.role)) return false
    if (words.length > 0 && !words.every((word) => searchTextOf(row).includes(word))) return false
    const fitting = row.cells.filter((cell) => asked.has(cell[0]) && (matches === null || matches(cell)))
    if (fitting.length === 0 && (hidesEmpty || matches !== null) && !kept.has(row.id)) return false
    for (const [place] of fitting) counts.set(place, (counts.get(place) ?? 0) + 1)
    return true
  })
  const columns = [...asked].flatMap((place): GridColumn[] => {
    const workspace = workspaces[place]
    const count = counts.get(place) ?? 0
    if (workspace === undefined) return []
    if (workspace.is_default ? matches !== null : hidesEmpty && count === 0) return []
    return [{ ...workspace, place, count }]
  })
  return { rows, columns: chosen(state, 'cols').includes('count') ? columns.toSorted(byCount) : columns }
}

function byCount(a: GridColumn, b: GridColumn): number {
  return Number(a.is_default) - Number(b.is_default) || b.count - a.count
}

const texts = new WeakMap<AccessRow, string>()

function searchTextOf(row: AccessRow): string {
  const known = texts.get(row)
  if (known !== undefined) return known
  const text = accessRules.searchText(row).toLowerCase()
  texts.set(row, text)
  return text
}

const cellsByPlace = new WeakMap<AccessRow, ReadonlyMap<number, AccessCell>>()

/** What a member holds in one workspace; undefined when nothing. */
export function cellOf(row: AccessRow, place: number): AccessCell | undefined {
  let cells = cellsByPlace.get(row)
  if (cells === undefined) {
    cells = new Map(row.cells.map((cell) => [cell[0], cell]))
    cellsByPlace.set(row, cells)
  }
  return cells.get(place)
}
