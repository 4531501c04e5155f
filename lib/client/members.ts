import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { adminApiPaths, gatewayPath, portalPaths } from '#lib/paths.ts'
import type { Member, MemberDeleted } from '#lib/schemas/members.ts'
import type { MemberDetail, MemberRow, View } from '#lib/schemas/views.ts'
import { readIfChanged, write } from './api.ts'
import { keysKey, membersKey, workspacesKey } from './query-keys.ts'
import { dropRow, isPartial, listDefaults, patchRow } from './views.ts'

const memberKeys = {
  list: [...membersKey, 'list'] as const,
  detail: (id: string) => [...membersKey, 'detail', id] as const,
}

/** Where pending role changes can be looked up while they run. */
export const memberRoleChange = ['members', 'change_role'] as const

/** `first` is what the server rendered into the page; a fuller list already in the cache wins over it. */
export function membersQuery(first?: View<MemberRow>) {
  return queryOptions({
    ...listDefaults,
    queryKey: memberKeys.list,
    queryFn: ({ client, signal }) => {
      const known = client.getQueryData<View<MemberRow>>(memberKeys.list)
      return readIfChanged(portalPaths.members(), isPartial(known) ? undefined : known, signal)
    },
    ...(first ? { initialData: first } : {}),
  })
}

export function memberQuery(id: string, first?: MemberDetail) {
  return queryOptions({
    queryKey: memberKeys.detail(id),
    queryFn: ({ client, signal }) =>
      readIfChanged(portalPaths.member(id), client.getQueryData<MemberDetail>(memberKeys.detail(id)), signal),
    ...(first ? { initialData: first } : {}),
  })
}

export type MemberRoleChange = { id: string; value: string }

/** While it runs the cell shows `variables.value`; the answer then goes into the list, and the list is read again. */
export function changeMemberRole(client: QueryClient) {
  return mutationOptions({
    mutationKey: memberRoleChange,
    mutationFn: ({ id, value }: MemberRoleChange) =>
      write<Member>('POST', gatewayPath(adminApiPaths.user(id)), { role: value }),
    onSuccess: (member) => {
      patchRow<MemberRow>(client, memberKeys.list, member)
      client.setQueryData<MemberDetail>(memberKeys.detail(member.id), (detail) =>
        detail === undefined ? undefined : { ...detail, member: { ...detail.member, ...member } },
      )
    },
    onSettled: () => void client.invalidateQueries({ queryKey: membersKey }),
    gcTime: 4_000,
  })
}

/** Not optimistic: a member shows as removed only after the service said so. */
export function removeMember(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['members', 'remove'],
    mutationFn: ({ id, reason }: { id: string; reason?: string | undefined }) =>
      write<MemberDeleted>('DELETE', gatewayPath(adminApiPaths.user(id)), {}, { reason }),
    onSuccess: ({ id }) => dropRow(client, memberKeys.list, id),
    // Their memberships and personal keys went with them (contract section 9); their own page is about to be left.
    onSettled: (_, error, { id }) => {
      const stale = ({ queryKey }: { queryKey: readonly unknown[] }) => error !== null || queryKey.at(-1) !== id
      for (const queryKey of [membersKey, workspacesKey, keysKey])
        void client.invalidateQueries({ queryKey, predicate: stale })
    },
  })
}
