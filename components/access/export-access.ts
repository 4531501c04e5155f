import type { MenuItem } from '#components/ui/menu-items.ts'
import { download } from '#components/table/download.ts'
import { toCsv, toJson } from '#lib/rules/export-rows.ts'
import type { ExportColumn } from '#lib/rules/export-rows.ts'
import type { AccessCell, AccessRow } from '#lib/schemas/access-matrix.ts'
import { cellOf } from './access-rules.ts'
import type { Grid, GridColumn } from './access-rules.ts'

/** One role of one member in one workspace: the long form of the matrix. */
export type HeldRole = {
  member_id: string
  member: string
  email: string
  org_role: string
  workspace_id: string
  workspace: string
  workspace_role: string
  source: 'direct' | 'inherited'
}

/** Everything shown that is held, row by row. The default workspace has no roles of its own, so it has no lines. */
export function heldRoles({ rows, columns }: Grid, matches: ((cell: AccessCell) => boolean) | null): HeldRole[] {
  return rows.flatMap((row) =>
    columns.flatMap((column): HeldRole[] => {
      const cell = cellOf(row, column.place)
      if (cell === undefined || (matches !== null && !matches(cell))) return []
      return [
        {
          member_id: row.id,
          member: row.name,
          email: row.email,
          org_role: row.role,
          workspace_id: column.id,
          workspace: column.name,
          workspace_role: cell[1],
          source: cell[2] === 1 ? 'inherited' : 'direct',
        },
      ]
    }),
  )
}

const text = (header: string, key: keyof HeldRole): ExportColumn<HeldRole> => ({ header, text: (row) => row[key] })

export const longColumns: readonly ExportColumn<HeldRole>[] = [
  text('Member', 'member'),
  text('E-mail', 'email'),
  text('Organization role', 'org_role'),
  text('Workspace', 'workspace'),
  text('Role', 'workspace_role'),
  text('Source', 'source'),
  text('Member id', 'member_id'),
  text('Workspace id', 'workspace_id'),
]

/** A column for every workspace; namesakes are told apart by their id. */
export function wideColumns(
  columns: readonly GridColumn[],
  matches: ((cell: AccessCell) => boolean) | null,
): ExportColumn<AccessRow>[] {
  const listed = columns.filter((column) => !column.is_default)
  const names = listed.map(({ name }) => name)
  return [
    { header: 'Member', text: (row) => row.name },
    { header: 'E-mail', text: (row) => row.email },
    { header: 'Organization role', text: (row) => row.role },
    ...listed.map(({ id, name, place }): ExportColumn<AccessRow> => ({
      header: names.filter((other) => other === name).length > 1 ? `${name} (${id})` : name,
      text: (row) => {
        const cell = cellOf(row, place)
        return cell === undefined || (matches !== null && !matches(cell)) ? null : cell[1]
      },
    })),
  ]
}

/** Made when the menu opens: what is shown then is what is saved. */
export function accessExports(
  grid: Grid,
  matches: ((cell: AccessCell) => boolean) | null,
  refusal: string | null,
): MenuItem[] {
  const held = () => heldRoles(grid, matches)
  const wide = () => toCsv(grid.rows, wideColumns(grid.columns, matches))
  return [
    { kind: 'heading', label: 'A line for every role' },
    { kind: 'action', label: 'CSV', refusal, run: () => download('access', 'csv', toCsv(held(), longColumns)) },
    { kind: 'action', label: 'JSON', refusal, run: () => download('access', 'json', toJson(held())) },
    { kind: 'heading', label: 'A column for every workspace' },
    { kind: 'action', label: 'Wide CSV', refusal, run: () => download('access-wide', 'csv', wide()) },
  ]
}
