import { z } from 'zod'
import type { Page } from '#lib/schemas/page.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import { formatTime } from './clock.ts'
import { queryBoolean, queryList, readBody } from './context.ts'
import type { Context } from './context.ts'
import { pageByIds } from './paging.ts'
import { badRequest, notFound } from './refusal.ts'
import type { World } from './world.ts'

export const workspaceColors = ['#6C5BB9', '#2F7D5B', '#B5533C', '#2B6CB0', '#8A6D1F', '#A23B72', '#4A5568'] as const

export function findWorkspace(world: World, id: string): Workspace {
  const workspace = world.workspaces.get(id)
  if (workspace === undefined) throw notFound('Workspace', id)
  return workspace
}

export function refuseArchived(workspace: Workspace): void {
  if (workspace.archived_at !== null) throw badRequest(`Workspace \`${workspace.id}\` is archived.`)
}

export function listWorkspaces(context: Context): Page<Workspace> {
  const { world } = context
  const ids = queryList(context, 'ids')
  if (ids !== undefined && ids.length > 100) throw badRequest('ids[]: at most 100 ids at a time.')
  const archivedToo = queryBoolean(context, 'include_archived')
  const defaultToo = queryBoolean(context, 'include_default')
  return pageByIds(context, {
    collection: world.workspaces,
    matches: (workspace) =>
      (archivedToo || workspace.archived_at === null) &&
      (defaultToo || workspace.id !== world.defaultWorkspaceId) &&
      (ids === undefined || ids.includes(workspace.id)),
  })
}

export function retrieveWorkspace({ world, param }: Context): Workspace {
  return findWorkspace(world, param('workspace_id'))
}

const name = z.string({ error: 'Field required' }).min(1, { error: 'must not be empty' }).max(255, {
  error: 'must have at most 255 characters',
})
const color = z.string().regex(/^#[0-9A-Fa-f]{6}$/, { error: 'must look like #6C5BB9' })
const tagKey = z.string().refine((key) => !key.toLowerCase().startsWith('anthropic'), {
  error: "Keys may not begin with 'anthropic'",
})
const geo = z.enum(['global', 'us'])
const inferenceGeos = {
  allowed_inference_geos: z.union([z.array(geo), z.literal('unrestricted')]).nullish(),
  default_inference_geo: geo.nullish(),
}

const createBody = z.object({
  name,
  display_color: color.nullish(),
  tags: z.record(tagKey, z.string()).nullish(),
  data_residency: z.object({ workspace_geo: z.literal('us').nullish(), ...inferenceGeos }).nullish(),
  external_key_id: z.string().nullish(),
  user_profile_id: z.string().nullish(),
})

const updateBody = z.object({
  name: name.optional(),
  display_color: color.optional(),
  tags: z.record(tagKey, z.string().nullable()).optional(),
  data_residency: z
    .object({ workspace_geo: z.never({ error: 'cannot be changed' }).optional(), ...inferenceGeos })
    .nullish(),
  external_key_id: z.string().optional(),
  user_profile_id: z.string().optional(),
})

export function createWorkspace(context: Context): Workspace {
  const { world } = context
  const body = readBody(context, createBody)
  refuseAttachments(body)
  const limit = world.restrictions.workspace_limit
  const unarchived = world.workspaces.all().filter((workspace) => workspace.archived_at === null).length - 1
  if (unarchived >= limit) throw badRequest(`This organization may have ${limit} unarchived workspaces.`)
  const workspace = newWorkspace(world, body.name, world.clock.now())
  const created: Workspace = {
    ...workspace,
    display_color: body.display_color ?? workspace.display_color,
    tags: body.tags ?? {},
    data_residency: mergeResidency(workspace.data_residency, body.data_residency),
  }
  addWorkspace(world, created, world.clock.now())
  return created
}

export function newWorkspace(world: Pick<World, 'random'>, workspaceName: string, createdAt: number): Workspace {
  return {
    id: world.random.id('wrkspc_'),
    type: 'workspace',
    name: workspaceName,
    display_color: world.random.pick(workspaceColors),
    created_at: formatTime(createdAt),
    archived_at: null,
    compartment_id: world.random.uuid(),
    data_residency: {
      workspace_geo: 'us',
      allowed_inference_geos: 'unrestricted',
      default_inference_geo: 'global',
    },
    external_key_id: null,
    tags: {},
    user_profile_id: null,
  }
}

export function addWorkspace(world: World, workspace: Workspace, createdAt: number): void {
  world.workspaces.add(workspace, createdAt)
  world.explicitMembers.set(workspace.id, new Map())
  world.formerMembers.set(workspace.id, new Set())
}

export function updateWorkspace(context: Context): Workspace {
  const { world } = context
  const body = readBody(context, updateBody)
  const workspace = findWorkspace(world, context.param('workspace_id'))
  refuseArchived(workspace)
  const isDefault = workspace.id === world.defaultWorkspaceId
  if (isDefault && body.name !== undefined) throw badRequest('The default workspace cannot be renamed.')
  refuseAttachments(body)
  const updated: Workspace = {
    ...workspace,
    name: body.name ?? workspace.name,
    display_color: body.display_color ?? workspace.display_color,
    tags: mergeTags(workspace.tags, body.tags ?? {}),
    data_residency: mergeResidency(workspace.data_residency, body.data_residency),
  }
  world.workspaces.replace(updated)
  return updated
}

type Attachments = { external_key_id?: string | null | undefined; user_profile_id?: string | null | undefined }

/** This organization has neither customer-managed keys nor user profiles, so none can be attached. */
function refuseAttachments(body: Attachments): void {
  if (typeof body.external_key_id === 'string') {
    throw badRequest(
      'external_key_id: customer-managed keys are not enabled for this organization.',
      'external_key_validation_failed',
    )
  }
  if (typeof body.user_profile_id === 'string') {
    throw badRequest(`User profile \`${body.user_profile_id}\` not found.`, 'user_profile_not_found')
  }
}

/** Tags merge; a null value takes its key away (trap 21). */
function mergeTags(tags: Record<string, string>, changes: Record<string, string | null>): Record<string, string> {
  const merged = new Map(Object.entries(tags))
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) merged.delete(key)
    else merged.set(key, value)
  }
  return Object.fromEntries(merged)
}

type Residency = NonNullable<Workspace['data_residency']>
type ResidencyChange = {
  allowed_inference_geos?: string[] | string | null | undefined
  default_inference_geo?: string | null | undefined
}

function mergeResidency(current: Workspace['data_residency'], change: ResidencyChange | null | undefined): Residency {
  const merged: Residency = {
    workspace_geo: 'us',
    allowed_inference_geos: change?.allowed_inference_geos ?? current?.allowed_inference_geos ?? 'unrestricted',
    default_inference_geo: change?.default_inference_geo ?? current?.default_inference_geo ?? 'global',
  }
  const allowed = merged.allowed_inference_geos
  if (Array.isArray(allowed) && !allowed.includes(merged.default_inference_geo)) {
    throw badRequest(
      `data_residency.default_inference_geo: '${merged.default_inference_geo}' is not in allowed_inference_geos.`,
    )
  }
  return merged
}

/** Archives the workspace and every key made for it; a repeat changes nothing (contract 10). */
export function archiveWorkspace({ world, param }: Context): Workspace {
  const workspace = findWorkspace(world, param('workspace_id'))
  if (workspace.id === world.defaultWorkspaceId) throw badRequest('The default workspace cannot be archived.')
  if (workspace.archived_at !== null) return workspace
  const archived: Workspace = { ...workspace, archived_at: formatTime(world.clock.now()) }
  world.workspaces.replace(archived)
  if (world.switches.archive_keys_late) return archived
  for (const key of world.keys.all()) {
    if (key.scope.workspace_id === workspace.id) world.keys.replace({ ...key, status: 'archived' })
  }
  return archived
}
