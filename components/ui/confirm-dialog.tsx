'use client'
import type { FormEvent, ReactNode } from 'react'
import { useState } from 'react'
import { Button } from './button.tsx'
import { ReasonField, SecondPerson } from './asked-for.tsx'
import { Dialog } from './dialog.tsx'
import { Field, TextInput } from './field.tsx'
import { Problem } from './problem.tsx'
import { isProposed, isToldElsewhere } from '#lib/client/api-error.ts'

export type ConfirmDialogProps = {
  title: string
  /** What will happen, one effect a line. */
  effects: ReactNode[]
  confirmLabel: string
  danger?: boolean
  /** Level 2: the name to type before the button works. Leave out for level 1. */
  typeToConfirm?: string
  /** Level 2: the numbers that matter ("Live keys", 3). */
  figures?: { label: string; value: ReactNode }[]
  /** Level 3: whether a reason must be given, and who must approve it; null when nobody must. */
  asks?: { reason: boolean; approval: 'admin' | 'workspace_manager' | null }
  /** Rejecting keeps the dialog open and shows the error in place; resolving closes it, and so does a proposal. */
  onConfirm: (reason?: string) => Promise<unknown>
  onClose: () => void
}

/**
 * The confirmation ladder: level 1 lists the effect, level 2 also asks to type the name, level 3 for what
 * the policy wants. Level 0 is an undo toast.
 */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, effects, confirmLabel, danger, typeToConfirm, figures, asks, onConfirm, onClose } = props
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const untyped = typeToConfirm !== undefined && typed.trim() !== typeToConfirm
  const refusal = untyped
    ? `Type “${typeToConfirm}” above first.`
    : asks?.reason && reason.trim() === ''
      ? 'Give a reason above first.'
      : null

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (refusal !== null || busy) return
    setBusy(true)
    setError(null)
    try {
      await onConfirm(asks?.reason ? reason.trim() : undefined)
      onClose()
    } catch (problem) {
      if (isProposed(problem)) return onClose()
      setError(isToldElsewhere(problem) ? null : problem)
      setBusy(false)
    }
  }
  const footer = (
    <>
      <Button onClick={onClose} disabled={busy} {...(typeToConfirm === undefined ? { 'data-autofocus': '' } : {})}>
        Cancel
      </Button>
      <Button
        type="submit"
        form="confirm"
        look={danger && !asks?.approval ? 'danger' : 'primary'}
        busy={busy}
        refusal={refusal}
      >
        {asks?.approval ? 'Propose' : confirmLabel}
      </Button>
    </>
  )
  return (
    <Dialog title={title} onClose={onClose} busy={busy} footer={footer}>
      <form id="confirm" className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
        <ul className="flex list-disc flex-col gap-1 pl-5">
          {effects.map((effect, index) => (
            <li key={index}>{effect}</li>
          ))}
        </ul>
        {figures ? <Figures figures={figures} /> : null}
        {typeToConfirm === undefined ? null : (
          <Field label={`Type “${typeToConfirm}” to confirm`}>
            {(ids) => (
              <TextInput {...ids} data-autofocus value={typed} onChange={(event) => setTyped(event.target.value)} />
            )}
          </Field>
        )}
        {asks?.reason ? <ReasonField reason={reason} onChange={setReason} /> : null}
        {asks?.approval ? <SecondPerson by={asks.approval} /> : null}
        {error === null ? null : <Problem error={error} />}
      </form>
    </Dialog>
  )
}

function Figures({ figures }: { figures: { label: string; value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded border border-line bg-line">
      {figures.map((figure) => (
        <div key={figure.label} className="bg-raised px-3 py-2">
          <dt className="text-small text-soft">{figure.label}</dt>
          <dd className="figures text-large font-strong">{figure.value}</dd>
        </div>
      ))}
    </dl>
  )
}
