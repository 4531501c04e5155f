import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { adminApiPaths, gatewayPath, portalPaths } from '#lib/paths.ts'
import type { View, WorkspaceDetail, WorkspaceRow } from '#lib/schemas/views.ts'
import type { WorkspaceMember } from '#lib/schemas/workspace-members.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import { readIfChanged, write } from './api.ts'
import type { Act } from './write-asks.ts'
import { isPartial, listDefaults, patchRow } from './views.ts'
import { keysKey, membersKey, workspaceDetailsKey, workspacesKey } from './query-keys.ts'

const workspaceKeys = {
  list: [...workspacesKey, 'list'] as const,
  detail: (id: string) => [...workspaceDetailsKey, id] as const,
}

/** Where pending changes can be looked up while they run. */
export const workspaceRename = ['workspaces', 'rename'] as const
export const workspaceRoleChange = (workspaceId: string) => ['workspaces', 'change_role', workspaceId] as const

export function workspacesQuery(first?: View<WorkspaceRow>) {
  return queryOptions({
    ...listDefaults,
    queryKey: workspaceKeys.list,
    queryFn: ({ client, signal }) => {
      const known = client.getQueryData<View<WorkspaceRow>>(workspaceKeys.list)
      return readIfChanged(portalPaths.workspaces(), isPartial(known) ? undefined : known, signal)
    },
    ...(first ? { initialData: first } : {}),
  })
}

export function workspaceQuery(id: string, first?: WorkspaceDetail) {
  return queryOptions({
    queryKey: workspaceKeys.detail(id),
    queryFn: ({ client, signal }) =>
      readIfChanged(portalPaths.workspace(id), client.getQueryData<WorkspaceDetail>(workspaceKeys.detail(id)), signal),
    refetchInterval: 30_000,
    ...(first ? { initialData: first } : {}),
  })
}

function patchWorkspace(client: QueryClient, workspace: Workspace): void {
  const { id, name, display_color, archived_at, tags } = workspace
  patchRow<WorkspaceRow>(client, workspaceKeys.list, { id, name, display_color, archived_at, tags })
  client.setQueryData<WorkspaceDetail>(workspaceKeys.detail(id), (detail) =>
    detail === undefined
      ? undefined
      : { ...detail, workspace: { ...detail.workspace, name, display_color, archived_at, tags } },
  )
}

function readAgain(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: workspacesKey })
  void client.invalidateQueries({ queryKey: keysKey })
  void client.invalidateQueries({ queryKey: membersKey })
}

export type WorkspaceDraft = { name: string; display_color?: string; tags?: Record<string, string> }

export function createWorkspace(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['workspaces', 'create'],
    mutationFn: (draft: WorkspaceDraft) => write<Workspace>('POST', gatewayPath(adminApiPaths.workspaces()), draft),
    onSettled: () => readAgain(client),
  })
}

/** Tags merge, and null takes a tag away (contract, trap 21). */
export type WorkspaceChange = {
  id: string
  change: { name?: string; display_color?: string; tags?: Record<string, string | null> }
}

export function updateWorkspace(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['workspaces', 'update'],
    mutationFn: ({ id, change }: WorkspaceChange) =>
      write<Workspace>('POST', gatewayPath(adminApiPaths.workspace(id)), change),
    onSuccess: (workspace) => patchWorkspace(client, workspace),
    onSettled: () => readAgain(client),
  })
}

/** The name alone, edited in place. */
export function renameWorkspace(client: QueryClient) {
  return mutationOptions({
    mutationKey: workspaceRename,
    mutationFn: ({ id, value }: { id: string; value: string }) =>
      write<Workspace>('POST', gatewayPath(adminApiPaths.workspace(id)), { name: value }),
    onSuccess: (workspace) => patchWorkspace(client, workspace),
    onSettled: () => readAgain(client),
    gcTime: 4_000,
  })
}

/** Not optimistic: it shows as archived only after the service said so. */
export function archiveWorkspace(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['workspaces', 'archive'],
    mutationFn: ({ id, reason }: { id: string; reason?: string | undefined }) =>
      write<Workspace>('POST', gatewayPath(adminApiPaths.archiveWorkspace(id)), {}, { reason }),
    onSuccess: (workspace) => patchWorkspace(client, workspace),
    onSettled: () => readAgain(client),
  })
}

export function addWorkspaceMember(client: QueryClient, workspaceId: string) {
  return mutationOptions({
    mutationKey: ['workspaces', 'add_member'],
    mutationFn: ({ act, ...body }: { user_id: string; workspace_role: string; act: Act }) =>
      write<WorkspaceMember>('POST', gatewayPath(adminApiPaths.workspaceMembers(workspaceId)), body, { act }),
    onSettled: () => readAgain(client),
  })
}

/** `id` is the member's; while it runs the cell shows `variables.value`. */
export function changeWorkspaceRole(client: QueryClient, workspaceId: string) {
  return mutationOptions({
    mutationKey: workspaceRoleChange(workspaceId),
    mutationFn: ({ id, value }: { id: string; value: string }) =>
      write<WorkspaceMember>('POST', gatewayPath(adminApiPaths.workspaceMember(workspaceId, id)), {
        workspace_role: value,
      }),
    onSuccess: (row) =>
      client.setQueryData<WorkspaceDetail>(workspaceKeys.detail(workspaceId), (detail) =>
        detail === undefined
          ? undefined
          : {
              ...detail,
              members: detail.members.map((member) =>
                member.user_id === row.user_id ? { ...member, workspace_role: row.workspace_role } : member,
              ),
            },
      ),
    onSettled: () => readAgain(client),
    gcTime: 4_000,
  })
}

export function removeWorkspaceMember(client: QueryClient, workspaceId: string) {
  return mutationOptions({
    mutationKey: ['workspaces', 'remove_member'],
    mutationFn: ({ id, reason }: { id: string; reason?: string | undefined }) =>
      write<unknown>('DELETE', gatewayPath(adminApiPaths.workspaceMember(workspaceId, id)), {}, { reason }),
    onSuccess: (_, { id }) =>
      client.setQueryData<WorkspaceDetail>(workspaceKeys.detail(workspaceId), (detail) =>
        detail === undefined
          ? undefined
          : { ...detail, members: detail.members.filter((member) => member.user_id !== id) },
      ),
    onSettled: () => readAgain(client),
  })
}
