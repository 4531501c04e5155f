import { parseArgs } from 'node:util'
import { isId } from '#lib/schemas/id-patterns.ts'
import { portalRoles } from '#lib/schemas/person.ts'
import type { PortalRole } from '#lib/schemas/person.ts'
import { createAuditLog } from '#lib/server/audit/record.ts'
import type { AuditLog } from '#lib/server/audit/record.ts'
import { commandLineActor, tokenNote } from '#lib/server/auth/command-line.ts'
import { createToken, listTokens, newTokenId, revokeToken } from '#lib/server/auth/tokens.ts'
import { EnvError, readDatabasePlace } from '#lib/server/env.ts'
import { openDatabase } from '#lib/server/store/database.ts'
import type { Database } from '#lib/server/store/database.ts'

const usage = `Make a token:   npm run token -- --name ci --role admin [--workspaces wrkspc_a,wrkspc_b] [--expires-in-days 90]
List tokens:    npm run token -- --list
Revoke a token: npm run token -- --revoke token_…
Roles: ${portalRoles.join(', ')}. A workspace_manager needs --workspaces.`

class UsageError extends Error {}

function options() {
  try {
    return parseArgs({
      options: {
        name: { type: 'string' },
        role: { type: 'string' },
        workspaces: { type: 'string' },
        'expires-in-days': { type: 'string' },
        list: { type: 'boolean', default: false },
        revoke: { type: 'string' },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be read')
  }
}

type Options = ReturnType<typeof options>

function roleOf(values: Options): PortalRole {
  const role = portalRoles.find((known) => known === values.role)
  if (role === undefined) throw new UsageError(`--role must be one of ${portalRoles.join(', ')}`)
  return role
}

function workspacesOf(values: Options, role: PortalRole): string[] | null {
  const ids = (values.workspaces ?? '').split(',').filter((id) => id !== '')
  if (role !== 'workspace_manager') {
    if (ids.length > 0) throw new UsageError('--workspaces is only for --role workspace_manager')
    return null
  }
  if (ids.length === 0) throw new UsageError('--role workspace_manager needs --workspaces')
  if (!ids.every((id) => isId('workspace', id))) throw new UsageError('--workspaces takes workspace ids (wrkspc_…)')
  return ids
}

function expiryOf(values: Options, nowMs: number): number | null {
  const days = values['expires-in-days']
  if (days === undefined) return null
  if (!/^[1-9]\d{0,3}$/.test(days)) throw new UsageError('--expires-in-days must be a whole number from 1 to 9999')
  return nowMs + Number(days) * 86_400_000
}

/** No audit event, no token: both are committed together. */
function auditOf(database: Database): AuditLog {
  return createAuditLog(database, 'command line')
}

async function make(database: Database, values: Options): Promise<void> {
  const name = values.name?.trim() ?? ''
  if (name === '' || name.length > 100) throw new UsageError('--name must have 1 to 100 characters')
  const role = roleOf(values)
  const nowMs = Date.now()
  const token = {
    name,
    role,
    workspaces: workspacesOf(values, role),
    expires_ms: expiryOf(values, nowMs),
    created_by: 'command line',
  }
  const id = newTokenId()
  const params = { name, role, workspaces: token.workspaces, expires_ms: token.expires_ms }
  const note = tokenNote('token.create', `Make the token ${name} with the role ${role}`, id, params)
  const made = { secret: '' }
  await auditOf(database).noteWith(commandLineActor(), note, async (trx) => {
    made.secret = (await createToken(trx, token, nowMs, id)).secret
    return true
  })
  console.error(`Token ${id} "${name}" with role ${role}. It is shown only now:`)
  console.log(made.secret)
}

function day(ms: number | null): string {
  return ms === null ? 'never' : new Date(ms).toISOString().slice(0, 10)
}

async function list({ db }: Database): Promise<void> {
  for (const token of await listTokens(db)) {
    const state = token.revoked_ms === null ? `expires ${day(token.expires_ms)}` : `revoked ${day(token.revoked_ms)}`
    console.log(
      `${token.id}  ${token.role}  ${JSON.stringify(token.name)}  ${state}  last used ${day(token.last_used_ms)}`,
    )
  }
}

async function revoke(database: Database, id: string): Promise<void> {
  const note = tokenNote('token.revoke', `Revoke the token ${id}`, id, {})
  const ended = await auditOf(database).noteWith(commandLineActor(), note, (trx) => revokeToken(trx, id, Date.now()))
  if (!ended) throw new UsageError(`There is no living token ${id}`)
  console.log(`Revoked ${id}`)
}

async function main(): Promise<void> {
  const values = options()
  const place = readDatabasePlace(process.env)
  const database = await openDatabase('url' in place ? { url: place.url.reveal() } : place)
  try {
    if (values.list) await list(database)
    else if (values.revoke !== undefined) await revoke(database, values.revoke)
    else await make(database, values)
  } finally {
    await database.close()
  }
}

try {
  await main()
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`)
  else if (error instanceof EnvError) console.error(error.message)
  else console.error(error instanceof Error ? error.message : 'The token command failed')
  process.exitCode = error instanceof UsageError ? 2 : 1
}
