import { z } from 'zod'
import { formatTime } from './clock.ts'
import { queryBoolean, readBody } from './context.ts'
import type { Context } from './context.ts'
import { pageByToken, readLimit } from './paging.ts'
import type { TokenPage } from './paging.ts'
import { badRequest, notFound, Refusal } from './refusal.ts'
import type { ServiceAccount, World } from './world.ts'

function findServiceAccount(world: World, id: string): ServiceAccount {
  const account = world.serviceAccounts.get(id)
  if (account === undefined) throw notFound('Service account', id)
  return account
}

export function listServiceAccounts(context: Context): TokenPage<ServiceAccount> {
  const archivedToo = queryBoolean(context, 'include_archived')
  const accounts = context.world.serviceAccounts.all().filter((account) => archivedToo || account.archived_at === null)
  return pageByToken(context, accounts, (account) => account.id, readLimit(context, 20, 100))
}

export function retrieveServiceAccount({ world, param }: Context): ServiceAccount {
  return findServiceAccount(world, param('service_account_id'))
}

const organizationRole = z.enum(['developer', 'admin'], { error: 'must be one of developer, admin' })
const createBody = z.object({
  name: z
    .string({ error: 'Field required' })
    .regex(/^[a-z0-9-]{1,255}$/, { error: 'may hold only a-z, 0-9 and -, at most 255 of them' }),
  description: z.string().nullish(),
  organization_role: organizationRole.optional(),
})
const updateBody = z.object({ description: z.string().nullish(), organization_role: organizationRole.nullish() })

export function createServiceAccount(context: Context): ServiceAccount {
  const { world } = context
  const body = readBody(context, createBody)
  if (body.organization_role === 'admin') {
    throw new Refusal(403, 'organization_role: admin needs an interactive credential.')
  }
  if (world.serviceAccounts.all().some((account) => account.name === body.name)) {
    throw new Refusal(409, `A service account named '${body.name}' already exists.`)
  }
  const now = world.clock.now()
  const account = newServiceAccount(world, body.name, now, body.description ?? null)
  world.serviceAccounts.add(account, now)
  return account
}

export function newServiceAccount(
  world: Pick<World, 'random'>,
  name: string,
  createdAt: number,
  description: string | null,
): ServiceAccount {
  return {
    id: world.random.id('svac_'),
    type: 'service_account',
    name,
    description,
    organization_role: 'developer',
    created_at: formatTime(createdAt),
    updated_at: formatTime(createdAt),
    archived_at: null,
    created_by_actor_id: null,
    updated_by_actor_id: null,
    archived_by_actor_id: null,
  }
}

export function updateServiceAccount(context: Context): ServiceAccount {
  const { world } = context
  const body = readBody(context, updateBody)
  const account = findServiceAccount(world, context.param('service_account_id'))
  if (account.archived_at !== null) throw badRequest(`Service account \`${account.id}\` is archived.`)
  const updated: ServiceAccount = {
    ...account,
    description: body.description === undefined ? account.description : (body.description ?? ''),
    organization_role: body.organization_role ?? account.organization_role,
    updated_at: formatTime(world.clock.now()),
  }
  world.serviceAccounts.replace(updated)
  return updated
}

export function archiveServiceAccount({ world, param }: Context): ServiceAccount {
  const account = findServiceAccount(world, param('service_account_id'))
  if (account.archived_at !== null) return account
  const now = formatTime(world.clock.now())
  const archived: ServiceAccount = { ...account, archived_at: now, updated_at: now }
  world.serviceAccounts.replace(archived)
  return archived
}
