import 'server-only'
import { z } from 'zod'
import { apiKeyId, userId, workspaceId } from '#lib/schemas/ids.ts'
import { notFound } from '#lib/server/http/problem.ts'
import { defineRead } from '#lib/server/reads/define.ts'
import { readAccess } from './access-matrix.ts'
import { readInvites } from './invites.ts'
import { readKeyAccess } from './key-access.ts'
import { readKeys } from './keys.ts'
import { readMember, readMembers } from './members.ts'
import { readNotices } from './notices.ts'
import { readOffboarding } from './offboarding.ts'
import { readOverview } from './overview.ts'
import { readPolicy } from './policy.ts'
import { readProposals } from './proposals.ts'
import { readSettings } from './settings.ts'
import { readShell } from './shell.ts'
import { viewRead, viewResult } from './view-read.ts'
import { readWorkspace, readWorkspaces } from './workspaces.ts'

export const viewMembers = viewRead('members.read', readMembers)
export const viewInvites = viewRead('invites.read', readInvites)
export const viewWorkspaces = viewRead('workspaces.read', readWorkspaces)
export const viewAccess = viewRead('workspaces.read', readAccess)
export const viewKeys = viewRead('keys.read', readKeys)
export const viewShell = viewRead('organization.read', readShell)
export const viewOverview = viewRead('organization.read', readOverview)
export const viewNotices = viewRead('settings.read', readNotices)
export const viewProposals = viewRead('proposals.read', readProposals)
export const viewPolicy = viewRead('settings.read', readPolicy)
export const viewSettings = viewRead('settings.read', readSettings)

export const viewMember = defineRead({
  power: 'members.read',
  input: z.object({ user_id: userId }),
  run: async ({ person }, { user_id }) => {
    const detail = await readMember(person, user_id)
    if (detail === null) throw notFound(user_id)
    return viewResult(detail)
  },
})

export const viewOffboarding = defineRead({
  power: 'members.remove',
  input: z.object({ user_id: userId }),
  run: async ({ person }, { user_id }) => {
    const view = await readOffboarding(person, user_id)
    if (view === null) throw notFound(user_id)
    return viewResult(view)
  },
})

export const viewWorkspace = defineRead({
  power: 'workspaces.read',
  input: z.object({ workspace_id: workspaceId }),
  run: async ({ person }, { workspace_id }) => {
    const detail = await readWorkspace(person, workspace_id)
    if (detail === null) throw notFound(workspace_id)
    return viewResult(detail)
  },
})

export const viewKeyAccess = defineRead({
  power: 'keys.read',
  input: z.object({ api_key_id: apiKeyId }),
  run: async ({ person }, { api_key_id }) => {
    const reach = await readKeyAccess(person, api_key_id)
    if (reach === null) throw notFound(api_key_id)
    return viewResult(reach)
  },
})
