'use client'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { copyToClipboard } from '#components/ui/copy-text.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { actionNames } from '#lib/schemas/action-names.ts'
import type { AuditResult, AuditRow } from '#lib/schemas/views.ts'
import { EventFacts } from './event-facts.tsx'
import { fieldChanges, isDeletion } from './field-changes.ts'
import type { FieldChange } from './field-changes.ts'
import { UndoDialog } from './undo-dialog.tsx'
import { isFromUpstream } from './upstream-facts.tsx'

const columns: readonly PlainColumn<FieldChange>[] = [
  { header: 'Field', cell: (row) => <span className="font-mono text-small">{row.field}</span> },
  { header: 'Before', cell: (row) => row.before ?? <span className="text-soft">not there</span> },
  { header: 'After', cell: (row) => row.after ?? <span className="text-soft">not there</span> },
]

/** Said when no changed field is known; what is unknown is never called unchanged. */
const withoutChanges: Record<AuditResult, string> = {
  succeeded: 'Nothing but what the title says.',
  failed: 'Nothing was changed.',
  refused: 'Nothing was changed.',
  not_applied: 'Steward looked again: nothing was changed.',
  unknown: 'Whether anything was changed is not known. Look at the target before repeating it.',
  open: 'Not known yet: the action has begun and its outcome is not recorded.',
}

type Props = { row: AuditRow; onOpen: (id: string) => void; onClose: () => void }

/** One action, told whole, and taken back from here where that is possible. */
export function AuditDialog({ row, onOpen, onClose }: Props) {
  const [undoing, setUndoing] = useState(false)
  const changes = row.after === null ? [] : fieldChanges(row.before, isDeletion(row.after) ? null : row.after)
  return (
    <Dialog
      wide
      title={row.summary}
      onClose={onClose}
      footer={
        <>
          <Button onClick={() => void copyToClipboard(JSON.stringify(row, null, 2), 'JSON')} data-autofocus="">
            Copy as JSON
          </Button>
          {wasChange(row) ? (
            <Button refusal={undoRefusal(row)} onClick={() => setUndoing(true)}>
              Undo…
            </Button>
          ) : null}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <EventFacts row={row} onOpen={onOpen} />
        {row.problem === null ? null : <p className="text-danger">{row.problem}</p>}
        <Panel title="Changed fields" count={changes.length}>
          <PlainTable
            caption="Changed fields"
            columns={columns}
            rows={changes}
            keyOf={(change) => change.field}
            empty={withoutChanges[row.result]}
          />
        </Panel>
        {row.evidence === null || isFromUpstream(row) ? null : <Evidence evidence={row.evidence} />}
      </div>
      {undoing ? <UndoDialog row={row} onClose={() => setUndoing(false)} onDone={onClose} /> : null}
    </Dialog>
  )
}

function wasChange(row: AuditRow): boolean {
  return row.result === 'succeeded' && actionNames.some((name) => name === row.action)
}

/** Null when it can be tried; the server has the last word. */
function undoRefusal(row: AuditRow): string | null {
  if (row.undone_by !== null) return 'This was taken back already.'
  if (!row.can_undo) return 'This kind of change cannot be taken back.'
  return row.undo_refusal
}

/** What Steward saw when it found the outcome by looking again. */
function Evidence({ evidence }: { evidence: unknown }) {
  return (
    <Panel title="What was seen when Steward looked again">
      <pre className="p-3 font-mono text-small break-words whitespace-pre-wrap">
        {JSON.stringify(evidence, null, 2)}
      </pre>
    </Panel>
  )
}
