/**
 * Everything the figures are made from, read from the Admin API alone: this folder shares no code with the portal, so that
 * both cannot be wrong in the same way. Shapes are those of the contract, as far as they are needed here.
 */
export type Organization = {
  users: { id: string; email: string; role: string }[]
  invites: { id: string; email: string; status: string }[]
  workspaces: { id: string; name: string; archived_at: string | null }[]
  /** The one that only `include_default` lists. */
  defaultWorkspaceId: string
  members: { user_id: string; workspace_id: string; workspace_role: string }[]
  keys: Key[]
}

export type Key = {
  id: string
  name: string
  status: string
  created_at: string
  expires_at: string | null
  created_by: { id: string; type: string } | null
  principal: { type: string; user_id?: string; service_account_id?: string } | null
  scope: { type: string; workspace_id?: string }
}

export type Api = { origin: string; key: string }

/** Reads the organization, 1,000 objects a page. Throws when any answer is not 200. */
export async function readOrganization(api: Api): Promise<Organization> {
  const ordinary = await everyItem<Organization['workspaces'][number]>(api, 'workspaces', { include_archived: 'true' })
  const workspaces = await everyItem<Organization['workspaces'][number]>(api, 'workspaces', {
    include_archived: 'true',
    include_default: 'true',
  })
  const known = new Set(ordinary.map(({ id }) => id))
  const defaultWorkspaceId = workspaces.find(({ id }) => !known.has(id))?.id ?? ''
  const members: Organization['members'] = []
  for (const { id, archived_at } of workspaces)
    if (archived_at === null && id !== defaultWorkspaceId)
      members.push(...(await everyItem<Organization['members'][number]>(api, `workspaces/${id}/members`)))
  return {
    users: await everyItem(api, 'users'),
    invites: await everyItem(api, 'invites'),
    keys: await everyItem(api, 'api_keys'),
    workspaces,
    defaultWorkspaceId,
    members,
  }
}

async function everyItem<T>(api: Api, path: string, query: Record<string, string> = {}): Promise<T[]> {
  const items: T[] = []
  let after: string | null = null
  do {
    const page = (await ask(api, path, {
      ...query,
      limit: '1000',
      ...(after === null ? {} : { after_id: after }),
    })) as { data: T[]; has_more: boolean; last_id: string | null }
    items.push(...page.data)
    after = page.has_more ? page.last_id : null
  } while (after !== null)
  return items
}

/** A row of the usage or the cost report, as far as the figures need it. */
export type ReportRow = {
  api_key_id?: string | null
  workspace_id?: string | null
  amount?: string
  uncached_input_tokens?: number
  output_tokens?: number
  cache_read_input_tokens?: number
  cache_creation?: Record<string, number>
}
type Bucket = { starting_at: string; results: ReportRow[] }

/** The buckets of a report from `starting_at` on, whatever number of pages they take. */
export async function everyBucket(api: Api, path: string, query: Record<string, string>): Promise<Bucket[]> {
  const buckets: Bucket[] = []
  let next: string | null = null
  do {
    const page = (await ask(api, path, { ...query, ...(next === null ? {} : { page: next }) })) as {
      data: Bucket[]
      next_page: string | null
    }
    buckets.push(...page.data)
    next = page.next_page
  } while (next !== null)
  return buckets
}

async function ask({ origin, key }: Api, path: string, query: Record<string, string>): Promise<unknown> {
  const url = new URL(`/v1/organizations/${path}`, origin)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const response = await fetch(url, { headers: { 'x-api-key': key, 'anthropic-version': '2026-10-21' } })
  if (!response.ok) throw new Error(`GET ${url.pathname} answered ${response.status}`)
  return response.json()
}
