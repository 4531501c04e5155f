'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, isToldElsewhere } from '#lib/client/api-error.ts'
import { startJob } from '#lib/client/jobs.ts'

/** Starts a planned job once; what the person is told elsewhere (a fresh sign-in) is no error here. */
export function useJobStart(onStarted: (jobId: string) => void, onOutdated: () => void) {
  const mutation = useMutation({
    ...startJob(useQueryClient()),
    onSuccess: ({ id }) => onStarted(id),
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'plan_changed') onOutdated()
    },
  })
  return {
    start: mutation.mutate,
    busy: mutation.isPending,
    error: mutation.error === null || isToldElsewhere(mutation.error) ? null : mutation.error,
  }
}
