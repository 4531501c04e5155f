'use client'
import { flexRender } from '@tanstack/react-table'
import { EllipsisVertical } from 'lucide-react'
import { memo } from 'react'
import type { JSX } from 'react'
import { cx } from '#components/ui/cx.ts'
import type { MenuItem } from '#components/ui/menu-items.ts'
import { Menu } from '#components/ui/menu.tsx'
import type { TableColumn } from './columns.ts'
import type { TableModelRow } from './table-model.ts'

type RowProps<Row extends { id: string }> = {
  row: TableModelRow<Row>
  index: number
  /** The visible columns, in the order of the row's visible cells. */
  columns: readonly TableColumn<Row>[]
  visibility: Record<string, boolean>
  cards: boolean
  name: string
  menu: ((row: Row) => MenuItem[]) | undefined
  selected: boolean
  toggle: ((id: string, range: boolean) => void) | undefined
  /** Given while rows are cards, whose height depends on what is in them. */
  measure: ((element: HTMLElement | null) => void) | undefined
}

const cellClass = 'min-w-0 bg-inherit desk:h-(--row) desk:border-b desk:border-line desk:px-2'
const lineClass =
  'col-span-3 flex min-h-7 items-center justify-between gap-4 before:shrink-0 before:text-small before:text-soft before:content-[attr(data-label)] desk:table-cell desk:truncate desk:before:content-none'

/** One row: table cells on a wide screen, a card with labelled lines on a narrow one. The markup is the same. */
function PlainRow<Row extends { id: string }>(props: RowProps<Row>) {
  const { row, index, columns, cards, name, selected, toggle, measure } = props
  const role = cards ? 'cell' : undefined
  return (
    <tr
      ref={measure}
      id={`row-${row.id}`}
      role={cards ? 'row' : undefined}
      data-index={index}
      tabIndex={-1}
      aria-rowindex={index + 2}
      className={cx(
        'grid grid-cols-[auto_1fr_auto] items-center gap-x-3 border-b border-line px-4 py-3 -outline-offset-2 desk:table-row',
        selected ? 'bg-accent-wash' : 'bg-surface hover:bg-hover focus-within:bg-hover',
      )}
    >
      {toggle ? (
        <td role={role} className={cx(cellClass, 'desk:sticky desk:left-0 desk:z-[1] desk:pl-6')}>
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            checked={selected}
            onChange={(event) => toggle(row.id, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
            className="block size-4 accent-accent"
          />
        </td>
      ) : null}
      {row.getVisibleCells().map((cell, at) => {
        const column = columns[at]
        const content = flexRender(cell.column.columnDef.cell, cell.getContext())
        return at === 0 ? (
          <th
            key={cell.id}
            scope="row"
            role={cards ? 'rowheader' : undefined}
            className={cx(
              cellClass,
              'text-left font-normal desk:sticky desk:z-[1] desk:truncate',
              toggle ? 'desk:left-12' : 'col-span-2 desk:left-0 desk:pl-6',
            )}
          >
            {content}
          </th>
        ) : (
          <td
            key={cell.id}
            role={role}
            data-label={column?.header}
            className={cx(cellClass, lineClass, column?.numeric && 'figures desk:text-right')}
          >
            {content}
          </td>
        )
      })}
      {props.menu ? <MenuCell row={row.original} name={name} menu={props.menu} role={role} /> : null}
    </tr>
  )
}

type MenuCellProps<Row> = { row: Row; name: string; menu: (row: Row) => MenuItem[]; role: 'cell' | undefined }

function MenuCell<Row>({ row, name, menu, role }: MenuCellProps<Row>) {
  return (
    <td role={role} className={cx(cellClass, 'col-start-3 row-start-1 desk:pr-4 desk:text-right')}>
      <Menu
        label={`Actions for ${name}`}
        items={() => menu(row)}
        align="end"
        button={{
          'aria-label': `Actions for ${name}`,
          className:
            'inline-flex size-7 items-center justify-center rounded-small text-soft hover:bg-line hover:text-ink aria-expanded:bg-line',
        }}
      >
        <EllipsisVertical size={16} aria-hidden />
      </Menu>
    </td>
  )
}

/** A key press in the search makes new model rows around the same objects; those need no new paint. */
function sameRow<Row extends { id: string }>(a: RowProps<Row>, b: RowProps<Row>): boolean {
  return (
    a.row.original === b.row.original &&
    a.index === b.index &&
    a.columns === b.columns &&
    a.visibility === b.visibility &&
    a.cards === b.cards &&
    a.menu === b.menu &&
    a.selected === b.selected &&
    a.toggle === b.toggle &&
    a.measure === b.measure
  )
}

/** `memo` forgets that the component is generic. */
export const TableRow = memo(PlainRow, sameRow) as <Row extends { id: string }>(props: RowProps<Row>) => JSX.Element
