'use client'
import { useMutationState } from '@tanstack/react-query'
import { isToldElsewhere } from '#lib/client/api-error.ts'

export type CellEdit = { value: string; status: 'pending' | 'success' | 'error' } | null

type Variables = { id: string; value: string }

/** The newest write to this cell, while it runs and for a few seconds after (the mutation's `gcTime`). */
export function useCellEdit(mutationKey: readonly unknown[], id: string): CellEdit {
  const edits = useMutationState({
    filters: { mutationKey, predicate: (mutation) => (mutation.state.variables as Variables | undefined)?.id === id },
    select: (mutation) => ({
      value: (mutation.state.variables as Variables).value,
      status: mutation.state.status,
      settled: isToldElsewhere(mutation.state.error),
    }),
  })
  const newest = edits.at(-1)
  if (newest === undefined || newest.status === 'idle' || newest.settled) return null
  return { value: newest.value, status: newest.status }
}
