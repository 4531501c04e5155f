'use client'
import { memo } from 'react'
import type { AccessCell, AccessMatrix, AccessRow } from '#lib/schemas/access-matrix.ts'
import { roleName } from '#lib/schemas/roles.ts'
import { gridRoles } from './grid-roles.ts'
import { Gap } from './access-gap.tsx'
import { AccessGridCell } from './access-grid-cell.tsx'
import { nameOf } from './access-words.ts'
import type { Judge } from './cell-choices.ts'
import type { Spot } from './grid-moves.ts'
import { spotProps } from './grid-spot.ts'
import { MemberMenu } from './member-menu.tsx'
import type { StagedChange } from './staging.ts'
import type { ShownColumns } from './use-grid-window.ts'

type RowProps = {
  row: AccessRow
  at: number
  gap: number
  columns: ShownColumns
  view: AccessMatrix
  judge: Judge
  dimmed: ((cell: AccessCell) => boolean) | null
  staged: ReadonlyMap<string, StagedChange> | undefined
  stage: (changes: readonly StagedChange[]) => void
  /** The column of the cell that has the focus, or would get it; -1 when it is in another row. */
  focused: number
  opened: number
  close: (spot: Spot | null) => void
}

/** A member with what they hold in the workspaces in sight. */
export const AccessGridRow = memo(function AccessGridRow(props: RowProps) {
  const { row, at, gap, columns, staged, focused, opened, close } = props
  return (
    <>
      <Gap rows={gap} />
      <tr {...gridRoles.row} aria-rowindex={at + 1} className="group/row flex w-max">
        <th
          scope="row"
          {...gridRoles.rowheader}
          aria-colindex={1}
          aria-haspopup="menu"
          tabIndex={focused === 0 ? 0 : -1}
          {...spotProps({ row: at, column: 0 })}
          className="sticky left-0 z-[1] flex h-(--row) w-65 shrink-0 cursor-pointer items-center gap-2 border-r border-b border-line bg-surface pr-2 pl-6 text-left font-normal -outline-offset-2 group-hover/row:bg-hover"
        >
          <span className="flex min-w-0 flex-1 flex-col">
            <span className="truncate font-strong">{nameOf(row)}</span>
            {row.name === '' ? null : <span className="-mt-1 truncate text-small text-soft">{row.email}</span>}
          </span>
          <span className="max-w-20 shrink-0 truncate text-small text-soft">{roleName(row.role)}</span>
          {opened === 0 ? <MemberMenu {...props} onClose={() => close(null)} /> : null}
        </th>
        {columns.items.map(({ column, at: place, gap: before }) => (
          <AccessGridCell
            key={column.id}
            {...props}
            column={column}
            spot={{ row: at, column: place }}
            gap={before}
            change={staged?.get(column.id)}
            isFocused={focused === place}
            isOpen={opened === place}
          />
        ))}
        <Gap columns={columns.tail} />
      </tr>
    </>
  )
})
