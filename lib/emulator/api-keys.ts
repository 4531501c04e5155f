import { z } from 'zod'
import { keyStatuses } from '#lib/schemas/keys.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Page } from '#lib/schemas/page.ts'
import { queryChoice, queryValue, readBody } from './context.ts'
import type { Context } from './context.ts'
import { pageByIds } from './paging.ts'
import { badRequest, notFound } from './refusal.ts'
import type { World } from './world.ts'

/** Version 2023-06-01 also carries `workspace_id`, null for the default workspace and for the organization. */
export type WireApiKey = ApiKey & { workspace_id?: string | null }

/** A live key past its time is expired without anybody writing to it (contract 8.6). */
export function keyNow(world: World, key: ApiKey): ApiKey {
  if (key.expires_at === null || (key.status !== 'active' && key.status !== 'inactive')) return key
  return Date.parse(key.expires_at) <= world.clock.now() ? { ...key, status: 'expired' } : key
}

function toWire({ world, version }: Context, key: ApiKey): WireApiKey {
  const current = keyNow(world, key)
  if (version !== '2023-06-01') return current
  const workspaceId = key.scope.workspace_id
  const hidden = workspaceId === undefined || workspaceId === world.defaultWorkspaceId
  return { ...current, workspace_id: hidden ? null : workspaceId }
}

export function findKey(world: World, id: string): ApiKey {
  const key = world.keys.get(id)
  if (key === undefined) throw notFound('API key', id)
  return keyNow(world, key)
}

export function listKeys(context: Context): Page<WireApiKey> {
  const { world } = context
  const status = queryChoice(context, 'status', keyStatuses)
  const workspaceId = queryValue(context, 'workspace_id')
  const creatorId = queryValue(context, 'created_by_user_id')
  const page = pageByIds(context, {
    collection: world.keys,
    matches: (key) =>
      (workspaceId === undefined || key.scope.workspace_id === workspaceId) &&
      (creatorId === undefined || (key.created_by?.type === 'user' && key.created_by.id === creatorId)) &&
      (status === undefined || keyNow(world, key).status === status),
  })
  return { ...page, data: page.data.map((key) => toWire(context, key)) }
}

export function retrieveKey(context: Context): WireApiKey {
  return toWire(context, findKey(context.world, context.param('api_key_id')))
}

const writableStatuses = ['active', 'inactive', 'archived'] as const
const updateBody = z.object({
  name: z
    .string()
    .min(1, { error: 'must not be empty' })
    .max(500, { error: 'must have at most 500 characters' })
    .nullish(),
  status: z.enum(writableStatuses, { error: `must be one of ${writableStatuses.join(', ')}` }).nullish(),
})

export function updateKey(context: Context): WireApiKey {
  const { world } = context
  const body = readBody(context, updateBody)
  const key = findKey(world, context.param('api_key_id'))
  const status = body.status ?? key.status
  const changes = body.status !== undefined || body.name !== undefined
  if (key.status === 'archived' && changes) throw badRequest(`API key \`${key.id}\` is archived, which is final.`)
  if (key.status === 'expired' && status !== 'expired' && status !== 'archived') {
    throw badRequest(`API key \`${key.id}\` has expired and cannot become ${status}.`)
  }
  if (key.status === 'inactive' && status === 'active') refuseOverLimit(world)
  const updated: ApiKey = { ...key, name: body.name ?? key.name, status }
  world.keys.replace(updated)
  return toWire(context, updated)
}

function refuseOverLimit(world: World): void {
  const limit = world.restrictions.active_key_limit
  if (limit === null) return
  const active = world.keys.all().filter((key) => keyNow(world, key).status === 'active').length
  if (active >= limit) {
    throw badRequest(`This organization may have ${limit} active API keys.`, 'org_api_key_limit_exceeded')
  }
}
