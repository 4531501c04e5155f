'use client'
import type { ReactNode } from 'react'
import { useId } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { useFormRun } from './use-form-run.ts'

type FormDialogProps = {
  title: string
  description?: string
  wide?: boolean
  submitLabel: string
  /** What is missing before it can be sent; null when nothing is. */
  refusal: string | null
  /** A failure is shown in place; closing is up to whoever runs it. */
  run: () => Promise<void>
  onClose: () => void
  children: ReactNode
}

/** Fields in a dialog that are sent once: *Cancel*, the button that says what happens, and what went wrong. */
export function FormDialog(props: FormDialogProps) {
  const { submitLabel, refusal, run, onClose, children, ...frame } = props
  const id = useId()
  const { busy, error, submit } = useFormRun(refusal, run)
  const footer = (
    <>
      <Button onClick={onClose} disabled={busy}>
        Cancel
      </Button>
      <Button type="submit" form={id} look="primary" busy={busy} refusal={refusal}>
        {submitLabel}
      </Button>
    </>
  )
  return (
    <Dialog {...frame} onClose={onClose} busy={busy} footer={footer}>
      <form id={id} className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
        {error === null ? null : <Problem error={error} />}
        {children}
      </form>
    </Dialog>
  )
}
