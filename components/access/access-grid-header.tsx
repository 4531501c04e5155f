'use client'
import { Lock } from 'lucide-react'
import type { ReactNode } from 'react'
import { WorkspaceDot } from '#components/workspaces/workspace-badges.tsx'
import type { TableState } from '#components/table/table-rules.ts'
import { cx } from '#components/ui/cx.ts'
import { gridRoles } from './grid-roles.ts'
import { Gap } from './access-gap.tsx'
import type { GridColumn } from './access-rules.ts'
import type { Spot } from './grid-moves.ts'
import { spotProps } from './grid-spot.ts'
import type { ShownColumns } from './use-grid-window.ts'
import { WorkspaceMenu } from './workspace-menu.tsx'

type HeaderProps = {
  columns: ShownColumns
  state: TableState
  change: (patch: Partial<TableState>) => void
  partial: boolean
  spot: Spot
  opened: Spot | null
  close: () => void
}

/** The workspaces in sight. It stays at the top while the members scroll under it. */
export function GridHeader({ columns, state, change, partial, spot, opened, close }: HeaderProps) {
  const focused = (column: number) => (spot.row === 0 && spot.column === column ? 0 : -1)
  return (
    <thead {...gridRoles.rowgroup} className="sticky top-0 z-[2] block">
      <tr {...gridRoles.row} aria-rowindex={1} className="flex w-max">
        <th
          scope="col"
          {...gridRoles.columnheader}
          aria-colindex={1}
          tabIndex={focused(0)}
          {...spotProps({ row: 0, column: 0 })}
          className={cx(headerCell, 'sticky left-0 z-[1] w-65 justify-end pr-2 pl-6')}
        >
          Member
        </th>
        {columns.items.map(({ column, at, gap }) => (
          <HeaderCell
            key={column.id}
            column={column}
            at={at}
            gap={gap}
            partial={partial}
            tabIndex={focused(at)}
            menu={
              opened?.row === 0 && opened.column === at ? (
                <WorkspaceMenu workspace={column} state={state} change={change} onClose={close} />
              ) : null
            }
          />
        ))}
        <Gap columns={columns.tail} />
      </tr>
    </thead>
  )
}

const headerCell =
  'relative flex h-14 shrink-0 flex-col border-r border-b border-line bg-sunken py-1 text-left text-small font-normal text-soft -outline-offset-2'

type HeaderCellProps = {
  column: GridColumn
  at: number
  gap: number
  partial: boolean
  tabIndex: 0 | -1
  menu: ReactNode
}

function HeaderCell({ column, at, gap, partial, tabIndex, menu }: HeaderCellProps) {
  return (
    <>
      <Gap columns={gap} />
      <th
        scope="col"
        {...gridRoles.columnheader}
        aria-colindex={at + 1}
        aria-haspopup="menu"
        tabIndex={tabIndex}
        data-tip={tipOf(column)}
        {...spotProps({ row: 0, column: at })}
        className={cx(headerCell, 'w-26 cursor-pointer justify-between px-2 hover:text-ink')}
      >
        <span className="line-clamp-2 break-words text-ink">
          {column.protected === null ? null : <Lock size={10} aria-label="Protected" className="mr-0.5 inline" />}
          {column.name}
        </span>
        <span className="flex items-center gap-1.5">
          <WorkspaceDot color={column.display_color} />
          <CountHere column={column} partial={partial} />
        </span>
        {menu}
      </th>
    </>
  )
}

function CountHere({ column, partial }: { column: GridColumn; partial: boolean }) {
  if (column.is_default) return 'by org role'
  if (!column.read) return 'not read yet'
  return (
    <span className="figures">
      {partial ? '…' : column.count.toLocaleString('en')}
      <span className="sr-only"> of those shown</span>
    </span>
  )
}

function tipOf(column: GridColumn): string {
  if (column.is_default)
    return `${column.name}: it has no members of its own. Everybody can use it as far as their organization role goes.`
  if (!column.read) return `${column.name}: its members have not been read yet.`
  if (column.is_claude_code) return `${column.name}: people are added by themselves when they sign in to Claude Code.`
  return column.protected === null ? column.name : `${column.name}: ${column.protected}`
}
