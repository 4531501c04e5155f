'use client'
import type { KeyboardEvent } from 'react'
import { useRef, useState } from 'react'
import { refusedProps } from '#components/ui/refusal.ts'
import { EditMark } from './edit-mark.tsx'
import type { CellEdit } from './use-cell-edit.ts'

export type TextCellProps = {
  label: string
  value: string
  refusal: string | null
  edit: CellEdit
  /** Null when the text is fine, else what is wrong with it. */
  check?: (text: string) => string | null
  onSave: (text: string) => void
}

function focusWhole(input: HTMLInputElement | null) {
  input?.focus()
  input?.select()
}

/** A text changed in place: click, Enter or `e` opens, Enter saves, Esc or leaving the field drops what was typed. */
export function TextCell({ label, value, refusal, edit, check, onSave }: TextCellProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const shown = edit?.status === 'pending' ? edit.value : value
  if (draft !== null) {
    const problem = check?.(draft.trim()) ?? null
    const leave = () => {
      setDraft(null)
      requestAnimationFrame(() => opener.current?.focus())
    }
    const keys = (event: KeyboardEvent) => {
      if (event.key === 'Escape') leave()
      if (event.key !== 'Enter' || problem !== null) return
      if (draft.trim() !== value) onSave(draft.trim())
      leave()
    }
    return (
      <input
        ref={focusWhole}
        aria-label={label}
        aria-invalid={problem !== null || undefined}
        {...(problem === null ? {} : { 'aria-description': problem, 'data-tip': problem })}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={keys}
        onBlur={() => setDraft(null)}
        className="-mx-1.5 h-7 w-full rounded-small border border-control bg-surface px-1.5 aria-invalid:border-danger"
      />
    )
  }
  return (
    <button
      ref={opener}
      type="button"
      aria-label={`${label}: ${shown}`}
      {...(refusal === null ? { 'data-edit': '', onClick: () => setDraft(shown) } : refusedProps(refusal))}
      className="-mx-1.5 inline-flex h-7 max-w-[calc(100%+12px)] items-center gap-1.5 rounded-small border border-transparent px-1.5 not-aria-disabled:hover:border-control"
    >
      <span className="truncate">{shown}</span>
      <EditMark edit={edit} />
    </button>
  )
}
