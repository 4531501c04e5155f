import { QueryClient } from '@tanstack/react-query'
import type { MutationOptions } from '@tanstack/react-query'
import { ApiError } from './api-error.ts'

const patience = 2

function worthAnotherTry(failures: number, error: unknown): boolean {
  if (failures >= patience) return false
  return error instanceof ApiError && (error.kind === 'network' || (error.status ?? 0) >= 500)
}

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, gcTime: 30 * 60_000, retry: worthAnotherTry, refetchOnWindowFocus: true },
      // A write is never repeated by itself: whether the first one arrived is not always known. Nor is it kept until
      // the connection is back: a change must not happen long after somebody asked for it.
      mutations: { retry: false, networkMode: 'always' },
    },
  })
}

/** Runs a mutation that outlives the cell that started it (rows come and go while scrolling). */
export function startMutation<Data, Variables, Context>(
  client: QueryClient,
  options: MutationOptions<Data, Error, Variables, Context>,
  variables: Variables,
): Promise<Data> {
  return client.getMutationCache().build(client, options).execute(variables)
}
