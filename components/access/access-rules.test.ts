import { expect, test } from 'vitest'
import type { TableState } from '#components/table/table-rules.ts'
import { accessRules, cellFilter, cellOf, gridOf, isFiltered, orderedRows, unfiltered } from './access-rules.ts'
import { heldRoles, longColumns, wideColumns } from './export-access.ts'
import { toCsv } from '#lib/rules/export-rows.ts'
import { testMatrix } from './test-matrix.ts'

const everything: TableState = { q: '', sort: null, filters: {}, hidden: [] }
const view = testMatrix()

function shown(patch: Partial<TableState>, kept?: ReadonlySet<string>) {
  const state = { ...everything, ...patch }
  const { rows, columns } = gridOf(view, orderedRows(view.rows, state.sort), state, kept)
  return { members: rows.map(({ name }) => name), workspaces: columns.map(({ name }) => name) }
}

test('without filters everybody and every workspace is there, by name', () => {
  expect(shown({})).toEqual({
    members: ['Ada', 'Bea', 'Cleo', 'Dan', 'Eve'],
    workspaces: ['Lab', 'Production', 'Production EU', 'Default'],
  })
})

test('the search looks at name, e-mail and id, and all words must be there', () => {
  expect(shown({ q: 'CLEO example' }).members).toEqual(['Cleo'])
  expect(shown({ q: 'user_dan' }).members).toEqual(['Dan'])
  expect(shown({ q: 'cleo dan' }).members).toEqual([])
})

test('workspaces are found by alternatives, each of which may have several words', () => {
  expect(shown({ filters: { w: ['prod eu', ' lab'] } }).workspaces).toEqual(['Lab', 'Production EU'])
  expect(shown({ filters: { w: ['prod', ''] } }).workspaces).toEqual(['Production', 'Production EU'])
})

test('elevated keeps whoever can do more than the Playground and the bill, and takes an unknown role for elevated', () => {
  expect(shown({ filters: { elevated: ['yes'] } })).toEqual({
    members: ['Ada', 'Cleo', 'Eve'],
    workspaces: ['Lab', 'Production', 'Production EU'],
  })
})

test('roles and sources are asked of the cells in sight only', () => {
  expect(shown({ filters: { role: ['workspace_user'] } }).members).toEqual(['Dan'])
  expect(shown({ filters: { role: ['workspace_user'], w: ['lab'] } }).members).toEqual([])
  expect(shown({ filters: { source: ['inherited'] } }).members).toEqual(['Ada', 'Bea'])
  expect(shown({ filters: { source: ['direct'], role: ['workspace_admin'] } }).members).toEqual([])
})

test('hiding what is empty takes rows and columns away, but neither the default workspace nor what is staged', () => {
  const filters = { empty: ['hide'], org: ['user', 'claude_code_user'] }
  expect(shown({ filters })).toEqual({ members: ['Dan', 'Eve'], workspaces: ['Lab', 'Production', 'Default'] })
  const developers = { empty: ['hide'], org: ['developer'], w: ['eu'] }
  expect(shown({ filters: developers }).members).toEqual([])
  expect(shown({ filters: developers }, new Set(['user_cleo'])).members).toEqual(['Cleo'])
})

test('orders: by organization role, by how many workspaces, columns by how many members', () => {
  expect(shown({ sort: { id: 'count', down: true } }).members.slice(0, 2)).toEqual(['Ada', 'Bea'])
  expect(shown({ sort: { id: 'role', down: false } }).members).toEqual(['Ada', 'Bea', 'Cleo', 'Eve', 'Dan'])
  expect(shown({ filters: { cols: ['count'] } }).workspaces).toEqual(['Production', 'Lab', 'Production EU', 'Default'])
})

test('the order of columns and what a phone looks at are no filters, and a reset leaves them', () => {
  const state = { ...everything, filters: { cols: ['count'], see: ['people'] } }
  expect(isFiltered(state)).toBe(false)
  expect(isFiltered({ ...state, filters: { ...state.filters, w: ['lab'] } })).toBe(true)
  expect(unfiltered({ ...state, q: 'ada', filters: { ...state.filters, w: ['lab'] } })).toEqual({
    q: '',
    filters: { cols: ['count'], see: ['people'] },
  })
})

test('the long export has a line for every role that is shown, safe for spreadsheets', () => {
  const state = { ...everything, filters: { role: ['workspace_user'] } }
  const grid = gridOf(view, orderedRows(view.rows, null), state)
  const held = heldRoles(grid, cellFilter(state))
  expect(held).toEqual([
    {
      member_id: 'user_dan',
      member: 'Dan',
      email: '=dan@example.com',
      org_role: 'user',
      workspace_id: 'wrkspc_prod',
      workspace: 'Production',
      workspace_role: 'workspace_user',
      source: 'direct',
    },
  ])
  expect(toCsv(held, longColumns).split('\r\n')[1]).toBe(
    "Dan,'=dan@example.com,user,Production,workspace_user,direct,user_dan,wrkspc_prod",
  )
})

test('the wide export has a column for every workspace but the default one', () => {
  const grid = gridOf(view, orderedRows(view.rows, null), everything)
  const [header, ada] = toCsv(grid.rows, wideColumns(grid.columns, null)).split('\r\n')
  expect(header).toBe('Member,E-mail,Organization role,Lab,Production,Production EU')
  expect(ada).toBe('Ada,ada@example.com,admin,workspace_admin,workspace_admin,workspace_admin')
})

test('a cell is found by the place of its workspace', () => {
  const cleo = view.rows.find(({ id }) => id === 'user_cleo')
  if (cleo === undefined) throw new Error('The test matrix has no Cleo')
  expect(cellOf(cleo, 1)?.[1]).toBe('workspace_developer')
  expect(cellOf(cleo, 2)).toBeUndefined()
  expect(accessRules.searchText(cleo)).toContain('cleo@example.com')
})
