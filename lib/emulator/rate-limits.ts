import { z } from 'zod'
import { queryBoolean, queryChoice, queryValue, readBody } from './context.ts'
import type { Context } from './context.ts'
import { pageByToken, readLimit } from './paging.ts'
import type { TokenPage } from './paging.ts'
import { badRequest, notFound, Refusal } from './refusal.ts'
import { findWorkspace, refuseArchived } from './workspaces.ts'
import type { RateLimit, World } from './world.ts'

const groupTypes = ['batch', 'files', 'model_group', 'skills', 'token_count', 'web_search'] as const

type WireRateLimit = RateLimit & { group_type?: string }

type WorkspaceLimitValue = {
  type: string
  value: number
  org_limit: number | null
  source: { type: 'workspace' | 'organization' }
}

type WorkspaceRateLimit = {
  type: 'workspace_rate_limit'
  rate_limit_id: string
  workspace_id: string
  group: RateLimit['group']
  group_type?: string
  models: string[] | null
  limits: WorkspaceLimitValue[]
}

/** Version 2023-06-01 also names the group's type beside the group (contract 3). */
function legacyFields({ version }: Context, limit: RateLimit): { group_type?: string } {
  return version === '2023-06-01' ? { group_type: limit.group.type } : {}
}

function selectedLimits(context: Context): RateLimit[] {
  const groupType = queryChoice(context, 'group_type', groupTypes)
  const limits = context.world.rateLimits
  return groupType === undefined ? limits : limits.filter((limit) => limit.group.type === groupType)
}

function readPageLimit(context: Context): number {
  return readLimit(context, Number.MAX_SAFE_INTEGER, 1000)
}

export function listRateLimits(context: Context): TokenPage<WireRateLimit> {
  const model = queryValue(context, 'model')
  const selected = selectedLimits(context).filter((limit) => model === undefined || limit.models?.includes(model))
  if (model !== undefined && selected.length === 0) throw new Refusal(404, `Model \`${model}\` not found.`)
  const rows = selected.map((limit) => ({ ...limit, ...legacyFields(context, limit) }))
  return pageByToken(context, rows, (row) => row.id, readPageLimit(context))
}

function workspaceLimit(
  context: Context,
  workspaceId: string,
  limit: RateLimit,
  withInherited: boolean,
): WorkspaceRateLimit {
  const overrides = context.world.rateLimitOverrides.get(workspaceId)?.get(limit.id) ?? new Map<string, number>()
  const types = new Set([...limit.limits.map((value) => value.type), ...overrides.keys()])
  const limits: WorkspaceLimitValue[] = []
  for (const type of types) {
    const orgLimit = limit.limits.find((value) => value.type === type)?.value ?? null
    const override = overrides.get(type)
    if (override !== undefined) {
      limits.push({ type, value: override, org_limit: orgLimit, source: { type: 'workspace' } })
    } else if (withInherited && orgLimit !== null) {
      limits.push({ type, value: orgLimit, org_limit: orgLimit, source: { type: 'organization' } })
    }
  }
  return {
    type: 'workspace_rate_limit',
    rate_limit_id: limit.id,
    workspace_id: workspaceId,
    group: limit.group,
    ...legacyFields(context, limit),
    models: limit.models,
    limits,
  }
}

export function listWorkspaceRateLimits(context: Context): TokenPage<WorkspaceRateLimit> {
  const withInherited = queryBoolean(context, 'include_inherited')
  const limit = readPageLimit(context)
  const { id } = findWorkspace(context.world, context.param('workspace_id'))
  const rows = selectedLimits(context)
    .map((entry) => workspaceLimit(context, id, entry, withInherited))
    .filter((row) => row.limits.length > 0)
  return pageByToken(context, rows, (row) => row.rate_limit_id, limit)
}

const limiterTypes = [
  'fast_itpmca',
  'fast_otpm',
  'input_tokens_per_minute',
  'input_tokens_per_minute_cache_aware',
  'output_tokens_per_minute',
  'requests_per_minute',
  'tokens_per_day',
  'tokens_per_minute',
  'tool_uses_per_second',
] as const

const limitChange = z.object({
  type: z.enum(limiterTypes, { error: `must be one of ${limiterTypes.join(', ')}` }),
  value: z.int({ error: 'must be a whole number or null' }).min(0).nullable(),
})
const updateBody = z.object({ limits: z.array(limitChange).min(1).max(16) })

export function updateWorkspaceRateLimit(context: Context): WorkspaceRateLimit {
  const { world } = context
  const { limits } = readBody(context, updateBody)
  const workspace = findWorkspace(world, context.param('workspace_id'))
  if (workspace.id === world.defaultWorkspaceId) throw badRequest('The default workspace has no limits of its own.')
  refuseArchived(workspace)
  const id = context.param('rate_limit_id')
  const limit = world.rateLimits.find((entry) => entry.id === id)
  if (limit === undefined) throw notFound('Rate limit', id)
  const overrides = overridesOf(world, workspace.id, limit.id)
  for (const { type, value } of limits) {
    if (value === null) overrides.delete(type)
    else overrides.set(type, value)
  }
  return workspaceLimit(context, workspace.id, limit, false)
}

export function overridesOf(world: World, workspaceId: string, rateLimitId: string): Map<string, number> {
  const ofWorkspace = world.rateLimitOverrides.get(workspaceId) ?? new Map<string, Map<string, number>>()
  world.rateLimitOverrides.set(workspaceId, ofWorkspace)
  const ofLimit = ofWorkspace.get(rateLimitId) ?? new Map<string, number>()
  ofWorkspace.set(rateLimitId, ofLimit)
  return ofLimit
}
