'use client'
import { useQueryClient } from '@tanstack/react-query'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { undoAction } from '#lib/client/audit.ts'
import { startMutation } from '#lib/client/query-client.ts'
import type { AuditRow } from '#lib/schemas/views.ts'
import { fieldChanges, isDeletion } from './field-changes.ts'

/** Says what will be written before it is: from here nobody looks at the object itself. */
export function UndoDialog({ row, onClose, onDone }: { row: AuditRow; onClose: () => void; onDone: () => void }) {
  const client = useQueryClient()
  const undo = async () => {
    await startMutation(client, undoAction(client), { event_id: row.id })
    showToast({ text: `Taken back: ${row.summary}` })
    onDone()
  }
  return (
    <ConfirmDialog
      title="Take this back?"
      effects={[...effectsOf(row), 'It is refused when somebody has changed it again since.']}
      confirmLabel="Take back"
      onConfirm={undo}
      onClose={onClose}
    />
  )
}

function effectsOf(row: AuditRow): string[] {
  if (row.before === null) return [`What was made is taken away again: ${row.summary}.`]
  if (isDeletion(row.after)) return [`What was taken away is given back as it was: ${row.summary}.`]
  return fieldChanges(row.after, row.before).map(({ field, before, after }) =>
    after === null ? `${field} is taken away again` : `${field} becomes “${after}” again, from “${before ?? ''}”`,
  )
}
