'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { LeaverAct } from './leaver-acts.ts'

export type LeaverRun = ReturnType<typeof useLeaverActs>

/** Carries out what ends in Steward, one after the other; one that fails keeps none of the others from being done. */
export function useLeaverActs() {
  const client = useQueryClient()
  const [acts, setActs] = useState<readonly LeaverAct[]>([])
  /** By item: null when done, else what went wrong. */
  const [ends, setEnds] = useState<Readonly<Record<string, string | null>>>({})
  const [busy, setBusy] = useState(false)

  const run = async (wanted: readonly LeaverAct[]) => {
    setBusy(true)
    for (const act of wanted) {
      const problem = await act.run(client).then(() => null, wordsOf)
      setEnds((known) => ({ ...known, [act.item]: problem }))
    }
    setBusy(false)
  }
  return {
    acts,
    ends,
    busy,
    /** May be called again when the job did not start: what is done already is kept, and not done twice. */
    begin: (wanted: readonly LeaverAct[]) => {
      const done = acts.filter(({ item }) => ends[item] === null)
      const left = wanted.filter(({ item }) => ends[item] !== null)
      setActs([...done, ...left])
      return run(left)
    },
    again: () => void run(acts.filter(({ item }) => ends[item] !== null)),
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : 'It failed.'
}
