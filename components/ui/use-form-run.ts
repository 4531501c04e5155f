'use client'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { isToldElsewhere } from '#lib/client/api-error.ts'

/** A form's one run at a time, with what went wrong to be shown in place, unless it is told elsewhere (H9). */
export function useFormRun(refusal: string | null, run: () => Promise<void>) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (refusal !== null || busy) return
    setBusy(true)
    setError(null)
    try {
      await run()
    } catch (problem) {
      setError(isToldElsewhere(problem) ? null : problem)
    }
    setBusy(false)
  }
  return { busy, error, submit }
}
