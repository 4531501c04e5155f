import { z } from 'zod'
import { adminApiPaths } from '#lib/paths.ts'
import { inviteSchema } from '#lib/schemas/invites.ts'
import { apiKeySchema } from '#lib/schemas/keys.ts'
import { memberSchema } from '#lib/schemas/members.ts'
import { organizationSchema } from '#lib/schemas/organization.ts'
import { workspaceMemberSchema } from '#lib/schemas/workspace-members.ts'
import { workspaceSchema } from '#lib/schemas/workspaces.ts'
import type { SurroundedPortal } from '../scripts/portal/surrounded-portal.ts'

export type EmulatedOrganization = ReturnType<typeof emulatedOrganization>

/** The organization as its own Admin API tells it, past the portal; `door` changes it "in the Console". */
export function emulatedOrganization({ url, key, door }: SurroundedPortal['emulator']) {
  const one = async <T>(schema: z.ZodType<T>, path: string): Promise<T> => schema.parse(await ask(url, key, path))
  const all = <T>(schema: z.ZodType<T>, path: string, filter: Record<string, string> = {}): Promise<T[]> =>
    everyPage(schema, (query) => ask(url, key, path, { ...filter, ...query }))
  return {
    door,
    organization: () => one(organizationSchema, adminApiPaths.me()),
    user: (id: string) => one(memberSchema, adminApiPaths.user(id)),
    users: () => all(memberSchema, adminApiPaths.users()),
    invite: (id: string) => one(inviteSchema, adminApiPaths.invite(id)),
    invites: () => all(inviteSchema, adminApiPaths.invites()),
    workspace: (id: string) => one(workspaceSchema, adminApiPaths.workspace(id)),
    workspaces: () => all(workspaceSchema, adminApiPaths.workspaces(), { include_archived: 'true' }),
    workspaceMembers: (id: string) => all(workspaceMemberSchema, adminApiPaths.workspaceMembers(id)),
    apiKey: (id: string) => one(apiKeySchema, adminApiPaths.apiKey(id)),
    apiKeys: () => all(apiKeySchema, adminApiPaths.apiKeys()),
  }
}

async function ask(url: string, key: string, path: string, query: Record<string, string> = {}): Promise<unknown> {
  const address = new URL(path, url)
  address.search = new URLSearchParams(query).toString()
  const response = await fetch(address, { headers: { 'x-api-key': key, 'anthropic-version': '2026-10-21' } })
  if (!response.ok) throw new Error(`The emulator answered ${response.status} for ${path}: ${await response.text()}`)
  return response.json()
}

/** Both shapes of the API's lists: `last_id` with `has_more`, and `next_page`. */
const pageSchema = z.object({
  data: z.array(z.unknown()),
  has_more: z.boolean().optional(),
  last_id: z.string().nullish(),
  next_page: z.string().nullish(),
})

async function everyPage<T>(
  schema: z.ZodType<T>,
  ask: (query: Record<string, string>) => Promise<unknown>,
): Promise<T[]> {
  const rows: T[] = []
  let query: Record<string, string> | null = { limit: '1000' }
  while (query !== null) {
    const page = pageSchema.parse(await ask(query))
    rows.push(...page.data.map((row) => schema.parse(row)))
    if (typeof page.next_page === 'string') query = { limit: '1000', page: page.next_page }
    else if (page.has_more === true && page.last_id) query = { limit: '1000', after_id: page.last_id }
    else query = null
  }
  return rows
}
