'use client'
import { Download, X } from 'lucide-react'
import { Button, IconButton } from '#components/ui/button.tsx'
import { copyToClipboard } from '#components/ui/copy-text.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { DataTableProps } from './data-table-props.ts'
import { countOf, exportItems } from './export-items.ts'
import { toolButton } from './tool-button.ts'
import type { Selection } from './use-selection.ts'
import type { ShownRows } from './use-shown-rows.ts'

type BarProps<Row extends { id: string }> = DataTableProps<Row> & { shown: ShownRows<Row>; selection: Selection }

/** Appears at the bottom with a selection: how many, how many of them a filter hides, and what can be done with them. */
export function SelectionBar<Row extends { id: string }>(props: BarProps<Row>) {
  const { selection, shown, noun } = props
  const rows = shown.all.filter((row) => selection.ids.has(row.id))
  const outOfSight = rows.length - shown.rows.filter((row) => selection.ids.has(row.id)).length
  return (
    <section
      aria-label="Selection"
      className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line bg-sunken px-4 py-2 desk:px-6"
    >
      <p className="figures font-strong" aria-live="polite">
        {countOf(rows.length, noun)} selected
        {outOfSight > 0 ? (
          <span className="font-normal text-soft"> ({outOfSight.toLocaleString('en')} not shown)</span>
        ) : null}
      </p>
      <div className="ml-auto flex flex-wrap items-center gap-2">
        {props.bulk?.(rows, selection.clear).map((action) => (
          <Button key={action.label} refusal={action.refusal} onClick={action.run}>
            {action.label}
          </Button>
        ))}
        <Button onClick={() => void copyToClipboard(rows.map((row) => row.id).join('\n'), `${rows.length} ids`)}>
          Copy ids
        </Button>
        <Menu
          label="Export the selected"
          align="end"
          items={() => exportItems(rows, { ...props, fileName: `${props.fileName}-selected` }, null)}
          button={{ className: toolButton(false) }}
        >
          <Download size={14} aria-hidden />
          Export
        </Menu>
        <IconButton label="Clear selection" onClick={selection.clear}>
          <X size={16} aria-hidden />
        </IconButton>
      </div>
    </section>
  )
}
