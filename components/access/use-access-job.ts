'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { jobQuery } from '#lib/client/jobs.ts'
import type { JobDetail } from '#lib/schemas/jobs.ts'

const close = 2_000
/** What the last row changed is looked for this long after the job ended. */
const afterwards = 10_000

export type AccessJob = {
  id: string | null
  detail: JobDetail | undefined
  follow: (id: string | null) => void
  /** How often to look for news of the matrix. */
  pace: () => number
}

/** The job that was started from this page, while somebody looks at what it does. */
export function useAccessJob(usualPace: number): AccessJob {
  const [id, follow] = useState<string | null>(null)
  const { data } = useQuery({ ...jobQuery(id ?? ''), enabled: id !== null })
  const detail = id === null ? undefined : data
  const pace = () => (id !== null && isMoving(detail) ? close : usualPace)
  return { id, detail, follow, pace }
}

function isMoving(detail: JobDetail | undefined): boolean {
  const ended = detail?.job.ended_at ?? null
  return ended === null || Date.now() - Date.parse(ended) < afterwards
}
