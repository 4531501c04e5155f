import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { GrantsView } from '#lib/schemas/access.ts'
import type { PortalRole } from '#lib/schemas/person.ts'
import { read, write } from './api.ts'
import { settingsKey } from './settings.ts'

const grantsKey = ['grants'] as const

export function grantsQuery(first?: GrantsView) {
  return queryOptions({
    queryKey: grantsKey,
    queryFn: ({ signal }) => read<GrantsView>(portalPaths.grants(), signal),
    refetchInterval: 30_000,
    ...(first ? { initialData: first } : {}),
  })
}

export type GrantWanted = {
  subject_kind: 'person' | 'group'
  subject: string
  role: PortalRole
  workspaces: string[]
  until: string | null
}

export function giveGrant(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['grants', 'give'],
    mutationFn: (wanted: GrantWanted) => write<{ id: string }>('POST', portalPaths.grants(), wanted),
    onSettled: () => lookAgain(client),
  })
}

export function endGrant(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['grants', 'end'],
    mutationFn: ({ id }: { id: string }) => write('POST', portalPaths.endGrant(id)),
    onSettled: () => lookAgain(client),
  })
}

/** A grant changes what the people of the settings may do. */
async function lookAgain(client: QueryClient): Promise<void> {
  await Promise.all([grantsKey, settingsKey].map((queryKey) => client.invalidateQueries({ queryKey })))
}
