'use client'
import { cx } from '#components/ui/cx.ts'
import { refusedProps } from '#components/ui/refusal.ts'
import type { AccessCell, AccessRow } from '#lib/schemas/access-matrix.ts'
import { gridRoles } from './grid-roles.ts'
import { Gap } from './access-gap.tsx'
import { cellOf } from './access-rules.ts'
import type { GridColumn } from './access-rules.ts'
import { cellWords } from './access-words.ts'
import { cellRefusal } from './cell-choices.ts'
import type { Judge } from './cell-choices.ts'
import { CellMenu } from './cell-menu.tsx'
import type { Spot } from './grid-moves.ts'
import { spotProps } from './grid-spot.ts'
import { roleWash, shortRole } from './role-marks.ts'
import type { StagedChange } from './staging.ts'

type CellProps = {
  row: AccessRow
  column: GridColumn
  spot: Spot
  gap: number
  judge: Judge
  dimmed: ((cell: AccessCell) => boolean) | null
  change: StagedChange | undefined
  stage: (changes: readonly StagedChange[]) => void
  isFocused: boolean
  isOpen: boolean
  close: (spot: Spot | null) => void
}

/** What one member holds in one workspace, as it is or as somebody wants it. */
export function AccessGridCell(props: CellProps) {
  const { row, column, spot, gap, judge, dimmed, change, isFocused, isOpen } = props
  const cell = cellOf(row, column.place)
  const refusal = cellRefusal(judge, row, column, cell?.[1] ?? null)
  const words = cellWords(row, column, cell, change)
  const inherited = column.is_default || cell?.[2] === 1
  const aside = dimmed !== null && cell !== undefined && !dimmed(cell)
  return (
    <>
      <Gap columns={gap} />
      <td
        {...gridRoles.gridcell}
        aria-colindex={spot.column + 1}
        tabIndex={isFocused ? 0 : -1}
        {...spotProps(spot)}
        {...(refusal === null
          ? { 'aria-haspopup': 'menu' as const, ...(cell === undefined ? {} : { 'data-tip': words }) }
          : { ...refusedProps(refusal), 'data-tip': `${words}. ${refusal}` })}
        className={cx(
          'relative flex h-(--row) w-26 shrink-0 items-center justify-center border-r border-b border-line px-1 -outline-offset-2',
          refusal === null && 'cursor-pointer hover:bg-hover',
          inherited && 'hatched',
          change !== undefined && 'bg-accent-wash',
        )}
      >
        <span className="sr-only">{words}</span>
        {cell === undefined && change === undefined && column.read && !column.is_default ? null : (
          <span aria-hidden className="flex min-w-0">
            {change === undefined ? (
              <Held row={row} column={column} cell={cell} aside={aside} />
            ) : (
              <Wanted change={change} />
            )}
          </span>
        )}
        {isOpen ? <CellMenu {...props} held={cell?.[1] ?? null} /> : null}
      </td>
    </>
  )
}

type HeldProps = { row: AccessRow; column: GridColumn; cell: AccessCell | undefined; aside: boolean }

function Held({ row, column, cell, aside }: HeldProps) {
  if (column.is_default) return <Tag look={plainTag}>{shortRole(row.role)}</Tag>
  if (cell !== undefined) return <Tag look={aside ? plainTag : roleWash(cell[1])}>{shortRole(cell[1])}</Tag>
  return <span className="text-soft">…</span>
}

function Wanted({ change: { from, to } }: { change: StagedChange }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1 rounded-small border border-dashed border-accent bg-surface px-1 text-small">
      <s className="truncate text-soft no-underline">{from === null ? '–' : shortRole(from)}</s>
      <span>→</span>
      <span className="truncate font-strong text-accent">{to === null ? 'none' : shortRole(to)}</span>
    </span>
  )
}

const plainTag = 'border-transparent bg-surface text-soft'

function Tag({ look, children }: { look: string; children: string }) {
  return (
    <span className={cx('inline-flex h-6 max-w-full items-center rounded-small border px-1.5 text-small', look)}>
      <span className="truncate">{children}</span>
    </span>
  )
}
