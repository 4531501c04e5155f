'use client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import type { FieldChange, PlanRow } from '#lib/schemas/jobs.ts'
import { conditionWords } from './condition-words.ts'
import { verdictWords } from './verdict-words.ts'

/** Rows of a plan: only those in sight are in the document, so a plan of 10,000 stays as quick as one of ten. */
export function PlanRows({ rows, label }: { rows: readonly PlanRow[]; label: string }) {
  const scroller = useRef<HTMLElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- concerns the React compiler, which is off here
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 56,
    overscan: 10,
  })
  return (
    <section
      ref={scroller}
      aria-label={label}
      className="max-h-[42dvh] min-h-24 shrink-0 overflow-y-auto rounded border border-line bg-surface"
      {...{ tabIndex: 0 }}
    >
      <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            <li
              key={row.n}
              aria-posinset={item.index + 1}
              aria-setsize={rows.length}
              data-index={item.index}
              ref={virtualizer.measureElement}
              className="absolute inset-x-0 top-0 border-b border-line px-3 py-2"
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <PlannedRow row={row} />
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function PlannedRow({ row }: { row: PlanRow }) {
  const { word, tone } = verdictWords[row.verdict]
  const condition = conditionWords(row)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-3 gap-y-0.5">
      <p className="min-w-0 break-words">
        {row.line === null ? null : <span className="figures mr-2 text-small text-soft">Line {row.line}</span>}
        {row.summary}
      </p>
      <Badge tone={tone}>{word}</Badge>
      <div className="col-span-2 flex flex-col text-small text-soft">
        {changedFields(row).map((field) => (
          <FieldLine key={field.field} change={field} />
        ))}
        {condition === null ? null : <p>{condition}</p>}
        {row.reason === null ? null : (
          <p className={row.verdict === 'refused' || row.verdict === 'invalid' ? 'text-danger' : ''}>{row.reason}</p>
        )}
        {row.verdict === 'ready' && !row.reversible ? <p>Cannot be taken back.</p> : null}
      </div>
    </div>
  )
}

/** Of what is new altogether the summary has said everything. */
function changedFields({ fields }: PlanRow): FieldChange[] {
  return fields.some(({ before }) => before !== null && before !== undefined) ? fields : []
}

function FieldLine({ change: { field, before, after } }: { change: FieldChange }) {
  return (
    <p>
      <span className="font-mono">{field}</span>: <span>{valueWords(before)}</span> <span aria-hidden>→</span>
      <span className="sr-only"> becomes </span> <span className="text-ink">{valueWords(after)}</span>
    </p>
  )
}

function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
