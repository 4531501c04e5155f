import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { TokenMade, TokensView } from '#lib/schemas/access.ts'
import type { PortalRole } from '#lib/schemas/person.ts'
import { read, write } from './api.ts'

const tokensKey = ['tokens'] as const

export function tokensQuery(first?: TokensView) {
  return queryOptions({
    queryKey: tokensKey,
    queryFn: ({ signal }) => read<TokensView>(portalPaths.tokens(), signal),
    refetchInterval: 30_000,
    ...(first ? { initialData: first } : {}),
  })
}

export type TokenWanted = { name: string; role: PortalRole; workspaces: string[]; expires_at: string }

/** The answer holds the secret, so nothing keeps it longer than the dialog that shows it. */
export function makeToken(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['tokens', 'make'],
    mutationFn: (wanted: TokenWanted) => write<TokenMade>('POST', portalPaths.tokens(), wanted),
    onSettled: () => void client.invalidateQueries({ queryKey: tokensKey }),
    gcTime: 0,
  })
}

export function revokeToken(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['tokens', 'revoke'],
    mutationFn: ({ id }: { id: string }) => write('POST', portalPaths.revokeToken(id)),
    onSettled: () => client.invalidateQueries({ queryKey: tokensKey }),
  })
}
