import 'server-only'
import { extentOf } from '#lib/rules/permissions.ts'
import type { TokenRow, TokensView } from '#lib/schemas/access.ts'
import type { Person } from '#lib/schemas/person.ts'
import { signedInNow } from '#lib/server/auth/person.ts'
import { textList } from '#lib/server/auth/roles.ts'
import { listTokens } from '#lib/server/auth/tokens.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'

const mostTokens = 500

type Listed = Awaited<ReturnType<typeof listTokens>>[number]

/** One's own tokens, and everybody else's for whoever may see the settings. Never a secret, not even its hash. */
export async function readTokens(person: Person): Promise<TokensView> {
  const runtime = await getRuntime()
  const all = extentOf(person, 'settings.read') !== 'none'
  const tokens = await listTokens(runtime.database.db)
  const rows = (list: readonly Listed[]) => Promise.all(list.slice(0, mostTokens).map((token) => rowOf(runtime, token)))
  const mine = await rows(tokens.filter((token) => token.maker_id === person.id))
  return { mine, others: all ? await rows(tokens.filter((token) => token.maker_id !== person.id)) : null }
}

async function rowOf(runtime: Runtime, token: Listed): Promise<TokenRow> {
  return {
    id: token.id,
    name: token.name,
    role: token.role,
    workspaces: token.workspaces === null ? null : textList(token.workspaces),
    made_by: token.created_by,
    by_command: token.maker_id === null,
    created_at: new Date(token.created_ms).toISOString(),
    expires_at: iso(token.expires_ms),
    last_used_at: iso(token.last_used_ms),
    revoked_at: iso(token.revoked_ms),
    works: (await signedInNow(runtime, { token_id: token.id }, 'token')) !== null,
  }
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
