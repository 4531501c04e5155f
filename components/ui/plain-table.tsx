import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export type PlainColumn<Row> = { header: string; cell: (row: Row) => ReactNode; numeric?: boolean; width?: string }

type PlainTableProps<Row> = {
  caption: string
  columns: readonly PlainColumn<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** Said when there are no rows. */
  empty: ReactNode
}

/** A short table inside a panel: no search, no sort, every row drawn. Scrolls sideways when it must. */
export function PlainTable<Row>({ caption, columns, rows, keyOf, empty }: PlainTableProps<Row>) {
  if (rows.length === 0) return <p className="px-4 py-3 text-soft">{empty}</p>
  return (
    <section aria-label={caption} className="overflow-x-auto" {...{ tabIndex: 0 }}>
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.header}
                scope="col"
                className={cx(
                  'h-8 bg-sunken px-4 text-left text-small font-normal whitespace-nowrap text-soft',
                  column.numeric && 'text-right',
                  column.width,
                )}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) => (
                <td
                  key={column.header}
                  className={cx(
                    'h-(--row) border-t border-line px-4 whitespace-nowrap',
                    column.numeric && 'figures text-right',
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
