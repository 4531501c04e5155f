import 'server-only'
import type { OrganizationApi } from '#lib/server/admin-api/admin-api.ts'
import type { Answer } from '#lib/server/admin-api/client.ts'
import { UpstreamError } from '#lib/server/admin-api/errors.ts'
import type { Foreseen } from './foreseen.ts'

/** The Admin API as a plan sees it: what the mirror holds and what earlier rows will have made of it. Writes throw. */
export function mirrorAdmin(foreseen: Foreseen): OrganizationApi {
  return {
    organization: { retrieve: async () => found('organization', foreseen.snapshot.list('organization')[0]) },
    users: {
      list: async () => page(foreseen.snapshot.list('user')),
      retrieve: async (id) => found(id, foreseen.get('user', id)),
      update: neverSent,
      remove: neverSent,
    },
    invites: {
      list: async () => page(foreseen.snapshot.list('invite')),
      retrieve: async (id) => found(id, foreseen.get('invite', id)),
      create: neverSent,
      delete: neverSent,
    },
    workspaces: {
      list: async () => page(foreseen.snapshot.list('workspace')),
      retrieve: async (id) => found(id, foreseen.get('workspace', id)),
      create: neverSent,
      update: neverSent,
      archive: neverSent,
    },
    workspaceMembers: {
      list: async (workspaceId) =>
        page(foreseen.snapshot.list('workspace_member').filter((row) => row.workspace_id === workspaceId)),
      retrieve: async (workspaceId, userId) => found(userId, foreseen.membership(workspaceId, userId)),
      add: neverSent,
      update: neverSent,
      remove: neverSent,
    },
    apiKeys: {
      list: async () => page(foreseen.snapshot.list('api_key')),
      retrieve: async (id) => found(id, foreseen.get('api_key', id)),
      update: neverSent,
    },
  }
}

function found<T>(id: string, value: T | undefined): Answer<T> {
  if (value !== undefined) return { value, request_id: null }
  throw new UpstreamError({
    outcome: 'refused',
    status: 404,
    error_type: 'not_found_error',
    error_code: null,
    message: `\`${id}\` was not found.`,
    request_id: null,
    retry_after_ms: null,
  })
}

function page<T>(data: readonly T[]): Answer<{ data: T[]; has_more: boolean; first_id: null; last_id: null }> {
  return { value: { data: [...data], has_more: false, first_id: null, last_id: null }, request_id: null }
}

async function neverSent(): Promise<never> {
  throw new TypeError('A plan changes nothing')
}
