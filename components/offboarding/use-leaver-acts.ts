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
    begin: (wanted: readonly LeaverAct[]) => {
      setActs(wanted)
      void run(wanted)
    },
    again: () => void run(acts.filter(({ item }) => ends[item] !== null)),
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : 'It failed.'
}
