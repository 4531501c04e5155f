'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { RefObject } from 'react'
import { useRef, useSyncExternalStore } from 'react'
import { useDensity } from '#components/layout/appearance-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { narrowScreen, useMedia } from '#components/ui/use-media.ts'
import type { DataTableProps, RemoteRows } from './data-table-props.ts'
import { countOf } from './export-items.ts'
import { HeaderRow } from './header-row.tsx'
import { TableRow } from './table-row.tsx'
import { useTableModel } from './table-model.ts'
import type { TableState } from './table-rules.ts'
import type { Selection } from './use-selection.ts'
import type { ShownRows } from './use-shown-rows.ts'
import { useRowKeys } from './use-row-keys.ts'

const headerHeight = 36
const guessedCardHeight = 180
const overscan = 8
/** What the server draws: more than most screens hold. The rest of the first rows travels as data, at a tenth of the size. */
const serverScreen = { width: 1_000, height: 1_600 }

type GridProps<Row extends { id: string }> = DataTableProps<Row> & {
  state: TableState
  change: (patch: Partial<TableState>) => void
  shown: ShownRows<Row>
  selection: Selection
  search: RefObject<HTMLInputElement | null>
}

/** The rows on screen and a few around them; spacers above and below stand for the rest. */
export function TableGrid<Row extends { id: string }>(props: GridProps<Row>) {
  const { columns, shown, selection, noun } = props
  const scroller = useRef<HTMLDivElement>(null)
  const cards = useMedia(narrowScreen)
  const rowHeight = useDensity() === 'compact' ? 32 : 40
  const { rows, visible, columnVisibility } = useTableModel(columns, shown.rows, props.state.hidden)
  // oxlint-disable-next-line react/incompatible-library -- concerns the React compiler, which is off here
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (cards ? guessedCardHeight : rowHeight),
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan,
    initialRect: serverScreen,
    scrollMargin: cards ? 0 : headerHeight,
    scrollPaddingStart: cards ? 0 : headerHeight,
  })
  useRowKeys({ ...props, scrollTo: (index) => virtualizer.scrollToIndex(index) })
  const items = virtualizer.getVirtualItems()
  const before = (items[0]?.start ?? 0) - (items[0] ? virtualizer.options.scrollMargin : 0)
  const { remote } = props
  const count = remote ? (props.query.data?.total ?? rows.length) : rows.length
  const after = virtualizer.getTotalSize() + virtualizer.options.scrollMargin - (items.at(-1)?.end ?? 0)

  return (
    <div
      ref={scroller}
      onScroll={remote ? (event) => moreWhenNear(event.currentTarget, remote) : undefined}
      className="min-h-0 flex-1 overflow-auto border-t border-line"
    >
      <table
        role={cards ? 'table' : undefined}
        aria-label={props.title}
        aria-rowcount={remote?.uncounted ? -1 : count + 1}
        data-matching={countOf(count, noun, remote?.uncounted)}
        className={cx(
          'block w-full border-separate border-spacing-0 desk:table desk:table-fixed',
          props.minWidth ?? 'desk:min-w-[960px]',
        )}
      >
        <HeaderRow {...props} visible={visible} cards={cards} />
        <tbody role={cards ? 'rowgroup' : undefined} className="block desk:table-row-group">
          <Spacer height={before} />
          {items.map((item) => {
            const row = rows[item.index]
            if (row === undefined) return null
            return (
              <TableRow
                key={row.id}
                row={row}
                index={item.index}
                columns={visible}
                visibility={columnVisibility}
                cards={cards}
                name={props.rowName(row.original)}
                menu={props.rowMenu}
                selected={selection.ids.has(row.id)}
                toggle={props.noSelection ? undefined : selection.toggle}
                measure={cards ? virtualizer.measureElement : undefined}
              />
            )
          })}
          <Spacer height={after} />
        </tbody>
      </table>
      {remote?.more ? (
        <p className="flex justify-center p-3">
          <Button look="quiet" busy={remote.loadingMore} onClick={remote.more}>
            Show older {noun.many}
          </Button>
        </p>
      ) : null}
    </div>
  )
}

const nearTheEnd = 800

/** The next part is asked for some screens before its rows are reached. */
function moreWhenNear({ scrollTop, clientHeight, scrollHeight }: HTMLElement, { more, loadingMore }: RemoteRows): void {
  if (!loadingMore && scrollHeight - scrollTop - clientHeight < nearTheEnd) more?.()
}

const neverChanges = () => () => undefined
const inBrowser = () => true
const onServer = () => false

/** Heights are set by script after hydration only: the server's HTML must carry no style attribute. */
function Spacer({ height }: { height: number }) {
  const hydrated = useSyncExternalStore(neverChanges, inBrowser, onServer)
  if (height <= 0 || !hydrated) return null
  return (
    <tr aria-hidden style={{ height }} className="block desk:table-row">
      <td aria-hidden />
    </tr>
  )
}
