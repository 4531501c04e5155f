'use client'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, TextArea } from '#components/ui/field.tsx'

const longest = 500

/** The policy wants to know why. Nothing has happened yet; leaving it leaves everything as it was. */
export function ReasonDialog({ words, onAnswer }: { words: string; onAnswer: (reason: string | null) => void }) {
  const [reason, setReason] = useState('')
  const given = reason.trim()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (given !== '') onAnswer(given)
  }
  const leave = () => onAnswer(null)
  return (
    <Dialog
      title="Why?"
      description={words}
      onClose={leave}
      footer={
        <>
          <Button onClick={leave}>Cancel</Button>
          <Button type="submit" form="reason" look="primary" refusal={given === '' ? 'Say why first.' : null}>
            Go on
          </Button>
        </>
      }
    >
      <form id="reason" onSubmit={submit}>
        <Field label="Reason" hint="Kept in the audit log, with your name. A ticket number helps.">
          {(ids) => (
            <TextArea
              {...ids}
              data-autofocus=""
              rows={3}
              maxLength={longest}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
