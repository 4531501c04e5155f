import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { adminApiPaths, gatewayPath, portalPaths } from '#lib/paths.ts'
import type { Invite, InviteDeleted } from '#lib/schemas/invites.ts'
import type { InviteRow, View } from '#lib/schemas/views.ts'
import { readIfChanged, write } from './api.ts'
import { overviewKey } from './overview.ts'
import type { Act } from './write-asks.ts'
import { dropRow, isPartial, listDefaults } from './views.ts'

const inviteKeys = { all: ['invites'] as const, list: ['invites', 'list'] as const }

/** Where a running resend or change of role can be looked up. */
export const inviteReplacement = ['invites', 'replace'] as const

export function invitesQuery(first?: View<InviteRow>) {
  return queryOptions({
    ...listDefaults,
    queryKey: inviteKeys.list,
    queryFn: ({ client, signal }) => {
      const known = client.getQueryData<View<InviteRow>>(inviteKeys.list)
      return readIfChanged(portalPaths.invites(), isPartial(known) ? undefined : known, signal)
    },
    ...(first ? { initialData: first } : {}),
  })
}

/** Reads the list again; a run of many invites asks for it once, at its end. */
export async function invitesChanged(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: inviteKeys.all }),
    client.invalidateQueries({ queryKey: overviewKey }),
  ])
}

export type NewInvite = { email: string; role: string; reason?: string | undefined }

type SentInvite = NewInvite & { act: Act }

export function sendInvite(client: QueryClient, invitedBy: string) {
  return mutationOptions({
    mutationKey: ['invites', 'create'],
    mutationFn: ({ email, role, reason, act }: SentInvite) =>
      write<Invite>('POST', gatewayPath(adminApiPaths.invites()), { email, role }, { reason, act }),
    onSuccess: (invite) => putRow(client, invite, null, invitedBy),
  })
}

export type InviteReplacement = { id: string; value: string; resend: boolean; reason?: string | undefined }

/** Resend (`resend`) or change of role: one act that revokes the old invite and sends a new one. */
export function replaceInvite(client: QueryClient, invitedBy: string) {
  return mutationOptions({
    mutationKey: inviteReplacement,
    mutationFn: ({ id, value, resend, reason }: InviteReplacement) =>
      write<Invite>('POST', portalPaths.replaceInvite(id), resend ? {} : { role: value }, { reason }),
    onSuccess: (invite, { id }) => putRow(client, invite, id, invitedBy),
    onSettled: () => void invitesChanged(client),
    gcTime: 4_000,
  })
}

/** Not optimistic: an invite shows as revoked only after the service said so. */
export function revokeInvite(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['invites', 'revoke'],
    mutationFn: ({ id, reason }: { id: string; reason?: string | undefined }) =>
      write<InviteDeleted>('DELETE', gatewayPath(adminApiPaths.invite(id)), {}, { reason }),
    onSuccess: ({ id }) => dropRow(client, inviteKeys.list, id),
    onSettled: () => void invitesChanged(client),
  })
}

/** First in the list, where the next reading puts it too: a row that moves later would lose the focus. */
function putRow(client: QueryClient, invite: Invite, replaced: string | null, invited_by: string): void {
  const { rbac_group_ids: _, ...fields } = invite
  const row: InviteRow = { ...fields, invited_by }
  client.setQueryData<View<InviteRow>>(inviteKeys.list, (view) => {
    if (view === undefined) return undefined
    const rows = [row, ...view.rows.filter((known) => known.id !== replaced || known.status !== 'pending')]
    return { ...view, rows, total: view.total + rows.length - view.rows.length }
  })
}
