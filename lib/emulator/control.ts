import { z } from 'zod'
import { controlObjectRoutes } from './control-objects.ts'
import { describeIssues, readJson } from './context.ts'
import type { Call } from './context.ts'
import { usageState, worldCounts, worldState } from './control-state.ts'
import { readCredential } from './credential.ts'
import { faultSchema } from './faults.ts'
import { badRequest, Refusal } from './refusal.ts'
import { createRouter } from './router.ts'
import { seedWorld } from './seed.ts'
import type { Credential, Tenant, WorldOptions } from './tenant.ts'

/** One call at the control door. */
export type Door = {
  tenant: Tenant
  param: (name: string) => string
  read: <T extends z.ZodType>(schema: T) => z.infer<T>
  addWorld: (options: WorldOptions) => Tenant
  realClock: () => number
}

export type ControlRoute = { method: string; path: string; handle: (door: Door) => unknown }

const time = z.iso.datetime({ offset: true })
const count = z.int().min(0).max(100_000)
const seedFields = {
  members: count.optional(),
  invites: count.optional(),
  workspaces: count.optional(),
  keys: count.optional(),
  seed: z.int().optional(),
  now: time.optional(),
  organization_name: z.string().optional(),
  organization_id: z.string().optional(),
}
const resetBody = z.strictObject(seedFields)
const worldBody = z.strictObject({ ...seedFields, key: z.string().min(1), oauth_token: z.string().min(1).optional() })

/** Seed fields as the seed speaks of them; what was not sent stays away. */
function seedOptions(body: z.infer<typeof resetBody>): Partial<WorldOptions> {
  const { organization_name, organization_id, ...rest } = body
  const renamed = { ...rest, organizationName: organization_name, organizationId: organization_id }
  return Object.fromEntries(Object.entries(renamed).filter(([, value]) => value !== undefined))
}

/** Back to the seed; fields of the body change how it is seeded from now on. */
function reset({ tenant, read, realClock }: Door): unknown {
  const body = read(resetBody)
  tenant.options = { ...tenant.options, ...seedOptions(body) }
  tenant.world = seedWorld(tenant.options, tenant.index, realClock)
  tenant.quota.reset()
  tenant.inviteQuota.reset()
  tenant.faults.clear()
  tenant.log.clear()
  tenant.revoked = false
  return { organization: tenant.world.organization, counts: worldCounts(tenant.world) }
}

function createWorld({ read, addWorld }: Door): unknown {
  const { oauth_token, key, ...body } = read(worldBody)
  const options: WorldOptions = { ...seedOptions(body), key }
  if (oauth_token !== undefined) options.oauthToken = oauth_token
  try {
    const { world } = addWorld(options)
    return { organization: world.organization, counts: worldCounts(world) }
  } catch (error) {
    throw error instanceof RangeError ? new Refusal(409, error.message) : error
  }
}

const clockBody = z
  .strictObject({ now: time.optional(), advance_seconds: z.number().optional() })
  .refine((body) => (body.now === undefined) !== (body.advance_seconds === undefined), {
    error: 'send either now or advance_seconds',
  })

function setClock({ tenant, read }: Door): unknown {
  const body = read(clockBody)
  const { clock } = tenant.world
  if (body.now !== undefined) clock.set(Date.parse(body.now))
  if (body.advance_seconds !== undefined) clock.advance(body.advance_seconds * 1000)
  return { now: new Date(clock.now()).toISOString() }
}

function addFault({ tenant, read }: Door): unknown {
  tenant.faults.add(read(faultSchema))
  return { faults: tenant.faults.pending() }
}

function clearFaults({ tenant }: Door): unknown {
  tenant.faults.clear()
  return { faults: [] }
}

function clearLog({ tenant }: Door): unknown {
  tenant.log.clear()
  return { requests: [] }
}

const quotaBody = z.strictObject({ limit: count.optional() })

function setQuota({ tenant, read, realClock }: Door): unknown {
  const { limit } = read(quotaBody)
  if (limit !== undefined) tenant.quota.setLimit(limit)
  tenant.quota.reset()
  tenant.inviteQuota.reset()
  return { limit: tenant.quota.limit(), used: tenant.quota.used(realClock()) }
}

function setCredential({ tenant, read }: Door): unknown {
  tenant.revoked = read(z.strictObject({ revoked: z.boolean() })).revoked
  return { revoked: tenant.revoked }
}

const limitField = z.int().min(0).nullable().optional()
const organizationBody = z.strictObject({
  id: z.string().min(1).optional(),
  name: z.string().min(1).optional(),
  member_limit: limitField,
  workspace_member_limit: limitField,
  active_key_limit: limitField,
  workspace_limit: z.int().min(0).optional(),
  allowed_email_domains: z.array(z.string()).nullable().optional(),
  list_inherited_members: z.boolean().optional(),
  refuse_unknown_fields: z.boolean().optional(),
  archive_keys_late: z.boolean().optional(),
})

function setOrganization({ tenant, read }: Door): unknown {
  const { id, name, list_inherited_members, refuse_unknown_fields, archive_keys_late, ...restrictions } =
    read(organizationBody)
  const { world } = tenant
  world.organization = { id: id ?? world.organization.id, name: name ?? world.organization.name }
  Object.assign(world.restrictions, restrictions)
  world.switches = {
    list_inherited_members: list_inherited_members ?? world.switches.list_inherited_members,
    refuse_unknown_fields: refuse_unknown_fields ?? world.switches.refuse_unknown_fields,
    archive_keys_late: archive_keys_late ?? world.switches.archive_keys_late,
  }
  return { organization: world.organization, restrictions: world.restrictions, switches: world.switches }
}

const controlRoutes: readonly ControlRoute[] = [
  { method: 'GET', path: '/world', handle: ({ tenant }) => worldState(tenant.world) },
  { method: 'GET', path: '/usage', handle: ({ tenant }) => usageState(tenant.world) },
  { method: 'POST', path: '/worlds', handle: createWorld },
  { method: 'POST', path: '/reset', handle: reset },
  { method: 'POST', path: '/clock', handle: setClock },
  { method: 'GET', path: '/faults', handle: ({ tenant }) => ({ faults: tenant.faults.pending() }) },
  { method: 'POST', path: '/faults', handle: addFault },
  { method: 'DELETE', path: '/faults', handle: clearFaults },
  { method: 'GET', path: '/requests', handle: ({ tenant }) => ({ requests: tenant.log.entries() }) },
  { method: 'DELETE', path: '/requests', handle: clearLog },
  { method: 'POST', path: '/quota', handle: setQuota },
  { method: 'POST', path: '/credential', handle: setCredential },
  { method: 'POST', path: '/organization', handle: setOrganization },
  ...controlObjectRoutes,
]

const findControl = createRouter(controlRoutes, '/_emulator')

type ControlCall = {
  call: Call
  credentials: ReadonlyMap<string, Credential>
  open: boolean
  addWorld: Door['addWorld']
  realClock: () => number
}

export function answerControl({ call, credentials, open, addWorld, realClock }: ControlCall): unknown {
  if (!open) throw new Refusal(404, `There is nothing at ${call.path}.`)
  const tenant = credentials.get(readCredential(call))?.tenant
  if (tenant === undefined) throw new Refusal(401, 'No world belongs to this credential.')
  const { route, params } = findControl(call.method, call.path)
  return route.handle({
    tenant,
    addWorld,
    realClock,
    param: (name) => params.get(name) ?? '',
    read: (schema) => {
      const parsed = schema.safeParse(readJson(call.body))
      if (!parsed.success) throw badRequest(describeIssues(parsed.error))
      return parsed.data
    },
  })
}
