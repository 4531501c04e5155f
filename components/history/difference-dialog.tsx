'use client'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import type { DifferenceRow, FieldDifference } from '#lib/schemas/history.ts'
import { changeWords } from './history-table-rules.ts'
import { fieldWords, valueWords } from './history-words.ts'
import type { Names } from './history-words.ts'

function columnsFor(names: Names): readonly PlainColumn<FieldDifference>[] {
  return [
    { header: 'Field', cell: ({ field }) => fieldWords(field, names) },
    { header: 'Before', cell: ({ field, before }) => valueWords(field, before, names) },
    { header: 'After', cell: ({ field, after }) => valueWords(field, after, names) },
  ]
}

/** Everything in which one object differs between two moments. */
export function DifferenceDialog({ row, names, onClose }: { row: DifferenceRow; names: Names; onClose: () => void }) {
  return (
    <Dialog
      wide
      title={`${row.label}: ${changeWords[row.change].toLowerCase()}`}
      onClose={onClose}
      footer={
        <Button onClick={onClose} data-autofocus="">
          Close
        </Button>
      }
    >
      <PlainTable
        caption={`Fields of ${row.label}`}
        columns={columnsFor(names)}
        rows={row.fields}
        keyOf={({ field }) => field}
        empty="Nothing but its name."
      />
    </Dialog>
  )
}
