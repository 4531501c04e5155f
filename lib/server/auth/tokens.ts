import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { portalRoles } from '#lib/schemas/person.ts'
import type { PortalRole } from '#lib/schemas/person.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { TokenRecord } from '#lib/server/store/schema.ts'

export const tokenPattern = /^stw_[A-Za-z0-9_-]{43}$/

export type NewToken = {
  name: string
  role: PortalRole
  /** Which workspaces a workspace_manager's token may touch; null for every other role. */
  workspaces: readonly string[] | null
  expires_ms: number | null
  created_by: string
  /** The person who made it; null or left out for one made by command. */
  maker_id?: string | null
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export function newTokenId(): string {
  return `token_${randomBytes(12).toString('hex')}`
}

/** Resolves to the token's only showing; the database keeps its hash. `id` is one that `newTokenId` made. */
export async function createToken(
  db: Queryable,
  token: NewToken,
  nowMs: number,
  id: string = newTokenId(),
): Promise<{ id: string; secret: string }> {
  const secret = `stw_${randomBytes(32).toString('base64url')}`
  await db
    .insertInto('portal_token')
    .values({
      id,
      secret_hash: sha256(secret),
      name: token.name,
      role: token.role,
      workspaces: token.workspaces === null ? null : JSON.stringify(token.workspaces),
      created_ms: nowMs,
      created_by: token.created_by,
      expires_ms: token.expires_ms,
      last_used_ms: null,
      revoked_ms: null,
      maker_id: token.maker_id ?? null,
    })
    .execute()
  return { id, secret }
}

/** The living token behind a secret; null when it is malformed, unknown, expired or revoked. */
export async function findToken(db: Queryable, secret: string, nowMs: number): Promise<TokenRecord | null> {
  if (!tokenPattern.test(secret)) return null
  const row = await db
    .selectFrom('portal_token')
    .selectAll()
    .where('secret_hash', '=', sha256(secret))
    .executeTakeFirst()
  return livingToken(row, nowMs)
}

/** The same token, found by its id. */
export async function findTokenById(db: Queryable, id: string, nowMs: number): Promise<TokenRecord | null> {
  return livingToken(await db.selectFrom('portal_token').selectAll().where('id', '=', id).executeTakeFirst(), nowMs)
}

/** A token however it ended; null when there never was one of this id. */
export async function findAnyToken(db: Queryable, id: string): Promise<TokenRecord | null> {
  return (await db.selectFrom('portal_token').selectAll().where('id', '=', id).executeTakeFirst()) ?? null
}

function livingToken(row: TokenRecord | undefined, nowMs: number): TokenRecord | null {
  if (row === undefined || row.revoked_ms !== null) return null
  if (row.expires_ms !== null && row.expires_ms <= nowMs) return null
  return portalRoles.some((role) => role === row.role) ? row : null
}

export async function touchToken(db: Queryable, token: TokenRecord, nowMs: number): Promise<void> {
  if (token.last_used_ms !== null && nowMs - token.last_used_ms < 30_000) return
  await db.updateTable('portal_token').set({ last_used_ms: nowMs }).where('id', '=', token.id).execute()
}

export function listTokens(db: Queryable): Promise<Omit<TokenRecord, 'secret_hash'>[]> {
  return db
    .selectFrom('portal_token')
    .select([
      'id',
      'name',
      'role',
      'workspaces',
      'created_ms',
      'created_by',
      'expires_ms',
      'last_used_ms',
      'revoked_ms',
      'maker_id',
    ])
    .orderBy('created_ms', 'desc')
    .execute()
}

/** True when the token existed and was still alive. */
export async function revokeToken(db: Queryable, id: string, nowMs: number): Promise<boolean> {
  const result = await db
    .updateTable('portal_token')
    .set({ revoked_ms: nowMs })
    .where('id', '=', id)
    .where('revoked_ms', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}
