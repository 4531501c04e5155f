import { Check, X } from 'lucide-react'
import type { CellEdit } from './use-cell-edit.ts'

const marks = {
  pending: {
    word: 'Saving',
    mark: <span className="block size-2 animate-[pulse_1s_ease-in-out_infinite] rounded-full bg-accent" />,
  },
  success: { word: 'Saved', mark: <Check size={14} aria-hidden className="text-good" /> },
  error: { word: 'Not saved', mark: <X size={14} aria-hidden className="text-danger" /> },
}

/** A dot while pending, a tick when saved, a cross when it was rolled back. */
export function EditMark({ edit }: { edit: CellEdit }) {
  if (edit === null) return null
  const { word, mark } = marks[edit.status]
  return (
    <span className="shrink-0">
      {mark}
      <span className="sr-only">{word}</span>
    </span>
  )
}
