'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiError, isToldElsewhere } from '#lib/client/api-error.ts'
import { startJob } from '#lib/client/jobs.ts'
import type { NewJob } from '#lib/client/jobs.ts'

type Around = {
  /** What is done before the job starts; the job starts however that ends. */
  before?: (() => Promise<void>) | undefined
  onStarted: (jobId: string) => void
  onOutdated: () => void
}

/** Starts a planned job once; what the person is told elsewhere (a fresh sign-in) is no error here. */
export function useJobStart({ before, onStarted, onOutdated }: Around) {
  const [preparing, setPreparing] = useState(false)
  const mutation = useMutation({
    ...startJob(useQueryClient()),
    onSuccess: ({ id }) => onStarted(id),
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'plan_changed') onOutdated()
    },
  })
  return {
    start: (job: NewJob & { reason?: string | undefined }) => {
      if (before === undefined) return mutation.mutate(job)
      setPreparing(true)
      void before().finally(() => {
        setPreparing(false)
        mutation.mutate(job)
      })
    },
    busy: preparing || mutation.isPending,
    error: mutation.error === null || isToldElsewhere(mutation.error) ? null : mutation.error,
  }
}
