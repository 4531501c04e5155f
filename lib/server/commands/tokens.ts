import 'server-only'
import { z } from 'zod'
import { extentOf } from '#lib/rules/permissions.ts'
import { tokenCan } from '#lib/rules/token-can.ts'
import { firstRefusal, impossible, yes } from '#lib/rules/verdict.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import { tokenId, workspaceId } from '#lib/schemas/ids.ts'
import type { Person } from '#lib/schemas/person.ts'
import { portalRoleSchema } from '#lib/schemas/portal-role.ts'
import { createToken, findAnyToken, newTokenId, revokeToken } from '#lib/server/auth/tokens.ts'
import { defineCommand } from '#lib/server/http/command.ts'
import { notFound } from '#lib/server/http/problem.ts'
import { changeWith, refused, requireFresh } from './change-with.ts'
import { workspacesFit, workspacesKnown } from './workspaces-fit.ts'

const dayMs = 86_400_000
const longestDays = 366

const newToken = z.strictObject({
  name: z.string().trim().min(1, { error: 'is empty' }).max(100),
  role: portalRoleSchema,
  workspaces: z.array(workspaceId).max(200).default([]),
  /** Until when it works; `expires_at` wins, and 90 days are the default. There is no token without an end. */
  expires_in_days: z.number().int().min(1).max(longestDays).default(90),
  expires_at: z.iso.datetime().optional(),
})
type NewToken = z.infer<typeof newToken>

/** Makes a token. The answer is the only place that ever holds its secret. */
export const makeToken = defineCommand<NewToken>({
  power: 'tokens.manage',
  stepUp: true,
  input: newToken,
  run: async (asked, { name, role, workspaces, ...expiry }) => {
    const { runtime, signedIn } = asked
    const { person } = signedIn
    const nowMs = Date.now()
    const id = newTokenId()
    const expires_ms =
      expiry.expires_at === undefined ? nowMs + expiry.expires_in_days * dayMs : Date.parse(expiry.expires_at)
    const expires_at = new Date(expires_ms).toISOString()
    const told = {
      action: 'token.create',
      summary: `Make the token ${name} with the role ${role}`,
      target_kind: 'token',
      target_id: id,
      params: { name, role, workspaces, expires_at },
    }
    const snapshot = await runtime.mirror.snapshot()
    const verdict = firstRefusal(
      () => tokenCan.make(person, role, workspaces),
      () => workspacesFit(role, workspaces),
      () => workspacesKnown(snapshot, workspaces),
      () => expiryFits(expires_ms, nowMs),
    )
    if (!verdict.allowed) throw await refused(asked, told, verdict)
    const token = {
      name,
      role,
      workspaces: role === 'workspace_manager' ? workspaces : null,
      expires_ms,
      created_by: person.email || person.name,
      maker_id: person.id,
    }
    const { secret } = await changeWith(asked, told, async (trx) => ({
      value: await createToken(trx, token, nowMs, id),
    }))
    return { type: 'token_made', id, name, expires_at, secret }
  },
})

const revokedAlready = impossible('token_revoked', 'This token has been revoked already.')

function expiryFits(expiresMs: number, nowMs: number): Verdict {
  if (expiresMs <= nowMs) return impossible('expiry_past', 'The token would already have expired. Choose a later day.')
  if (expiresMs > nowMs + longestDays * dayMs)
    return impossible('expiry_too_far', 'A token lives for a year at most. Choose an earlier day.')
  return yes
}

/** What one may not see looks as if it were not there. */
function seesToken(person: Person, makerId: string | null): boolean {
  return extentOf(person, 'settings.read') !== 'none' || tokenCan.revoke(person, makerId).allowed
}

export const endToken = defineCommand({
  power: 'tokens.manage',
  input: z.strictObject({ token_id: tokenId }),
  run: async (asked, { token_id }) => {
    const { runtime, signedIn } = asked
    const token = await findAnyToken(runtime.database.db, token_id)
    if (token === null || !seesToken(signedIn.person, token.maker_id)) throw notFound(token_id)
    const told = {
      action: 'token.revoke',
      summary: `Revoke the token ${token.name}`,
      target_kind: 'token',
      target_id: token_id,
      params: {},
      before: { name: token.name, role: token.role, maker_id: token.maker_id },
    }
    const verdict = tokenCan.revoke(signedIn.person, token.maker_id)
    if (!verdict.allowed) throw await refused(asked, told, verdict)
    if (token.maker_id !== signedIn.person.id) requireFresh(asked)
    await changeWith(asked, told, async (trx) =>
      (await revokeToken(trx, token_id, Date.now())) ? { value: true } : { refusal: revokedAlready },
    )
    return { type: 'token_revoked', id: token_id }
  },
})
