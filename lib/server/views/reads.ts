import 'server-only'
import { z } from 'zod'
import { apiKeyId, userId, workspaceId } from '#lib/schemas/ids.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Freshness } from '#lib/schemas/views.ts'
import type { Power } from '#lib/rules/permissions.ts'
import { notFound } from '#lib/server/http/problem.ts'
import { defineRead } from '#lib/server/reads/define.ts'
import type { Read, ReadResult } from '#lib/server/reads/define.ts'
import { viewText } from './view-text.ts'
import { readAccess } from './access-matrix.ts'
import { readInvites } from './invites.ts'
import { readKeyAccess } from './key-access.ts'
import { readKeys } from './keys.ts'
import { readMember, readMembers } from './members.ts'
import { readOverview } from './overview.ts'
import { readPolicy } from './policy.ts'
import { readProposals } from './proposals.ts'
import { readSettings } from './settings.ts'
import { readShell } from './shell.ts'
import { readWorkspace, readWorkspaces } from './workspaces.ts'

type Viewed = Freshness & { revision: string }

/** A view as an answer: unchanged rows are told as 304, and only their age travels. */
function result(view: Viewed): ReadResult {
  const { synced_at, complete, missing, upstream_problem } = view
  return {
    body: view,
    text: viewText(view),
    etag: `"${view.revision}"`,
    freshness: { synced_at, complete, missing, upstream_problem },
  }
}

function viewRead(power: Power, view: (person: Person) => Promise<Viewed>): Read<Record<string, never>> {
  return defineRead({ power, input: z.object({}), run: async ({ person }) => result(await view(person)) })
}

export const viewMembers = viewRead('members.read', readMembers)
export const viewInvites = viewRead('invites.read', readInvites)
export const viewWorkspaces = viewRead('workspaces.read', readWorkspaces)
export const viewAccess = viewRead('workspaces.read', readAccess)
export const viewKeys = viewRead('keys.read', readKeys)
export const viewShell = viewRead('organization.read', readShell)
export const viewOverview = viewRead('organization.read', readOverview)
export const viewProposals = viewRead('proposals.read', readProposals)
export const viewPolicy = viewRead('settings.read', readPolicy)
export const viewSettings = viewRead('settings.read', readSettings)

export const viewMember = defineRead({
  power: 'members.read',
  input: z.object({ user_id: userId }),
  run: async ({ person }, { user_id }) => {
    const detail = await readMember(person, user_id)
    if (detail === null) throw notFound(user_id)
    return result(detail)
  },
})

export const viewWorkspace = defineRead({
  power: 'workspaces.read',
  input: z.object({ workspace_id: workspaceId }),
  run: async ({ person }, { workspace_id }) => {
    const detail = await readWorkspace(person, workspace_id)
    if (detail === null) throw notFound(workspace_id)
    return result(detail)
  },
})

export const viewKeyAccess = defineRead({
  power: 'keys.read',
  input: z.object({ api_key_id: apiKeyId }),
  run: async ({ person }, { api_key_id }) => {
    const reach = await readKeyAccess(person, api_key_id)
    if (reach === null) throw notFound(api_key_id)
    return result(reach)
  },
})
