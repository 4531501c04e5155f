import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { JobDetail, JobKind, JobsView, Plan, Wanted } from '#lib/schemas/jobs.ts'
import { read, write } from './api.ts'

const jobsKey = ['jobs'] as const

const isMoving = (status: string) => status === 'running' || status === 'cancelling'

const isList = ({ queryKey: [noun] }: { queryKey: readonly unknown[] }) => noun !== 'jobs' && noun !== 'plans'

/** A job changes what the lists show: they are read anew when somebody looks at them next. */
function outdateLists(client: QueryClient) {
  return client.invalidateQueries({ predicate: isList, refetchType: 'none' })
}

/** All jobs that this person may see, newest first. Followed closely while one of them moves. */
export function jobsQuery(first?: JobsView) {
  return queryOptions({
    queryKey: [...jobsKey, 'list'],
    queryFn: ({ signal }) => read<JobsView>(portalPaths.jobs(), signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.rows.some(({ status }) => isMoving(status)) === true ? 2_000 : 30_000),
    ...(first ? { initialData: first } : {}),
  })
}

/** One job with every row and what became of it. */
export function jobQuery(id: string, first?: JobDetail) {
  return queryOptions({
    queryKey: [...jobsKey, 'detail', id],
    queryFn: async ({ client, queryKey, signal }) => {
      const before = client.getQueryData<JobDetail>(queryKey)
      const now = await read<JobDetail>(portalPaths.job(id), signal)
      if (before !== undefined && before.job.counts.done !== now.job.counts.done) void outdateLists(client)
      return now
    },
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data === undefined || isMoving(state.data.job.status) || state.data.job.status === 'waiting'
        ? 1_500
        : 30_000,
    ...(first ? { initialData: first } : {}),
  })
}

/**
 * What would happen, row by row. Changes nothing. `asking` tells one opened dialog from another: a plan is of its moment
 * and is never shown again.
 */
export function planQuery(asking: string, wanted: Wanted) {
  return queryOptions({
    queryKey: ['plans', asking],
    queryFn: () => write<Plan>('POST', portalPaths.plans(), wanted),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  })
}

/** `user_id`: the member that an offboarding is about. */
export type NewJob = { title: string; kind: JobKind; fingerprint: string; again?: boolean; user_id?: string } & Wanted

/** `existing` is true when the same changes are already a job: then nothing new was started. */
export type StartedJob = { id: string; existing: boolean }

/** Starts what was planned. Steward goes on with it by itself, whether anybody looks or not. */
export function startJob(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['jobs', 'start'],
    mutationFn: ({ reason, ...job }: NewJob & { reason?: string | undefined }) =>
      write<StartedJob>('POST', portalPaths.jobs(), job, { reason }),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: jobsKey }), outdateLists(client)]),
  })
}

/** Cancel what has not begun, try again what failed, or take back what was done (a job of its own: its id is answered). */
export function controlJob(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['jobs', 'control'],
    mutationFn: ({ id, act }: { id: string; act: 'cancel' | 'retry' | 'undo' }) =>
      write<{ id: string }>('POST', portalPaths.controlJob(id, act)),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: jobsKey }), outdateLists(client)]),
  })
}
