import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { SessionsView } from '#lib/schemas/access.ts'
import { read, write } from './api.ts'

const sessionsKey = ['sessions'] as const

export function sessionsQuery(first?: SessionsView) {
  return queryOptions({
    queryKey: sessionsKey,
    queryFn: ({ signal }) => read<SessionsView>(portalPaths.sessions(), signal),
    refetchInterval: 30_000,
    ...(first ? { initialData: first } : {}),
  })
}

/** Which sessions to end: one, all of one's own but this one, all of a person, or everybody's. */
export type SessionsToEnd = { id: string } | { person_id: string } | 'others' | 'everybody'

function addressOf(which: SessionsToEnd): string {
  if (which === 'others') return portalPaths.endOtherSessions()
  if (which === 'everybody') return portalPaths.endEverySession()
  return 'id' in which ? portalPaths.endSession(which.id) : portalPaths.endSessionsOf(which.person_id)
}

export function endSessions(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['sessions', 'end'],
    mutationFn: (which: SessionsToEnd) => write<{ count: number }>('POST', addressOf(which)),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsKey }),
  })
}
