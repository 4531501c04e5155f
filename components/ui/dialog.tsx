'use client'
import { X } from 'lucide-react'
import type { ReactNode, SyntheticEvent } from 'react'
import { useId } from 'react'
import { IconButton } from './button.tsx'
import { cx } from './cx.ts'

/**
 * Opens on mount; `data-autofocus` marks what gets the focus. Closing before the node leaves is what makes the browser
 * give the focus back to the opener.
 */
export function showWhileMounted(dialog: HTMLDialogElement) {
  dialog.showModal()
  dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus()
  return () => dialog.close()
}

export type DialogProps = {
  title: string
  description?: ReactNode
  onClose: () => void
  /** The buttons, last one primary. */
  footer?: ReactNode
  wide?: boolean
  /** While true, Esc and the close button do nothing (a write is on its way). */
  busy?: boolean
  children?: ReactNode
}

/**
 * The platform's modal dialog: traps focus, makes the page inert, needs no injected style (our CSP refuses those).
 * Render it only while it is open: `{open && <Dialog … />}`.
 */
export function Dialog({ title, description, onClose, footer, wide, busy, children }: DialogProps) {
  const id = useId()
  const leave = (event: SyntheticEvent) => {
    // React lets this event rise through the tree: Esc in a dialog on top must not close the one beneath it.
    if (event.target !== event.currentTarget) return
    event.preventDefault()
    if (!busy) onClose()
  }
  return (
    <dialog
      ref={showWhileMounted}
      onCancel={leave}
      aria-labelledby={`${id}-title`}
      aria-describedby={description ? `${id}-description` : undefined}
      className={cx(
        'm-auto max-h-[85dvh] w-[calc(100vw-32px)] flex-col overflow-hidden rounded-large border border-line bg-raised p-0 text-ink open:flex',
        wide ? 'max-w-[720px]' : 'max-w-[480px]',
      )}
    >
      <header className="flex items-start gap-3 px-5 pt-4 pb-1">
        <h2 id={`${id}-title`} className="min-w-0 flex-1 text-large font-strong break-words">
          {title}
        </h2>
        <IconButton small label="Close" onClick={onClose} disabled={busy === true} className="-mr-1.5">
          <X size={16} aria-hidden />
        </IconButton>
      </header>
      <div className="flex min-h-0 flex-col gap-4 overflow-y-auto px-5 pt-1 pb-5">
        {description ? (
          <div id={`${id}-description`} className="text-soft">
            {description}
          </div>
        ) : null}
        {children}
      </div>
      {footer ? (
        <footer className="flex justify-end gap-2 border-t border-line bg-sunken px-5 py-3">{footer}</footer>
      ) : null}
    </dialog>
  )
}
