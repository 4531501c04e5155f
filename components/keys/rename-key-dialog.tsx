'use client'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, TextInput } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { isProposed, isToldElsewhere } from '#lib/client/api-error.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { keyNameProblem, useKeyRename } from './use-key-rename.ts'

export function RenameKeyDialog({ keyRow, onClose }: { keyRow: KeyRow; onClose: () => void }) {
  const rename = useKeyRename()
  const [name, setName] = useState(keyRow.name)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const wanted = name.trim()
  const problem = keyNameProblem(wanted)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || problem !== null) return
    if (wanted === keyRow.name) return onClose()
    setBusy(true)
    setError(null)
    try {
      await rename(keyRow, wanted)
      onClose()
    } catch (refused) {
      if (isProposed(refused)) return onClose()
      setError(isToldElsewhere(refused) ? null : refused)
      setBusy(false)
    }
  }
  const footer = (
    <>
      <Button onClick={onClose} disabled={busy}>
        Cancel
      </Button>
      <Button type="submit" form="rename-key" look="primary" busy={busy} refusal={problem}>
        Rename
      </Button>
    </>
  )
  return (
    <Dialog title={`Rename ${keyRow.name}`} onClose={onClose} busy={busy} footer={footer}>
      <form id="rename-key" className="flex flex-col gap-4" onSubmit={(event) => void submit(event)}>
        <Field label="Name" hint="Calls with the key are not touched by its name." problem={problem}>
          {(ids) => (
            <TextInput {...ids} data-autofocus value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        {error === null ? null : <Problem error={error} />}
      </form>
    </Dialog>
  )
}
