import 'server-only'
import { fateOf, statusAfterRemoval } from '#lib/rules/offboarding.ts'
import type { Protected } from '#lib/rules/protection.ts'
import { isClaudeCodeWorkspace } from '#lib/rules/workspace-can.ts'
import type { HeldInvite, HeldKey, HeldMembership, Holdings, RecentUse } from '#lib/schemas/offboarding.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { normalisedEmail } from '#lib/server/reads/email.ts'
import { agedKey } from '#lib/server/reads/keys.ts'
import { keyRow } from './key-row.ts'
import { inheritedRole } from './members.ts'

type Look = {
  snapshot: Snapshot
  rules: Protected
  recentUseOf: (keyId: string) => RecentUse | null
  /** The moment of the snapshot: what has run out by then is over. */
  nowMs: number
}

/**
 * All that a member holds by this snapshot, of now or of the past; null when they are not in it. For whoever sees the
 * whole organization: nothing is left out.
 */
export function holdingsOf(look: Look, userId: string): Holdings | null {
  const { snapshot } = look
  const member = snapshot.get('user', userId)
  if (member === undefined) return null
  const { id, name, email, role, added_at } = member
  return {
    member: { id, name, email, role, added_at },
    every_workspace: inheritedRole(role),
    memberships: membershipsOf(snapshot, id, inheritedRole(role)),
    invites: openInvites(look, email),
    keys: snapshot
      .list('api_key')
      .filter((key) => isMadeBy(key, id) || key.principal?.user_id === id)
      .map((key) => heldKey(look, key, id)),
  }
}

/** Upstream lists inherited rows too; only what differs from the inheritance was given explicitly. */
function membershipsOf(snapshot: Snapshot, userId: string, inherited: string | null): HeldMembership[] {
  return snapshot.list('workspace').flatMap(({ id, name, archived_at }) => {
    const row = snapshot.get('workspace_member', userId, id)
    if (row === undefined || archived_at !== null || row.workspace_role === inherited) return []
    return [{ workspace: { id, name }, workspace_role: row.workspace_role }]
  })
}

function openInvites({ snapshot, nowMs }: Look, email: string): HeldInvite[] {
  const address = normalisedEmail(email)
  return snapshot
    .list('invite')
    .filter((invite) => invite.status === 'pending' && Date.parse(invite.expires_at) > nowMs)
    .filter((invite) => normalisedEmail(invite.email) === address)
    .map(({ id, email: to, role, status, expires_at }) => ({ id, email: to, role, status, expires_at }))
}

function isMadeBy(key: ApiKey, userId: string): boolean {
  return key.created_by?.type === 'user' && key.created_by.id === userId
}

function heldKey({ snapshot, rules, recentUseOf, nowMs }: Look, key: ApiKey, userId: string): HeldKey {
  // keyRow ages by today's clock.
  const row = { ...keyRow(snapshot, rules, key), status: agedKey(key, nowMs).status }
  const facts = {
    made_by_them: isMadeBy(key, userId),
    acts_as_them: key.principal?.user_id === userId,
    in_claude_code: row.workspace !== null && isClaudeCodeWorkspace(row.workspace),
  }
  const told = { ...row, ...facts }
  return {
    ...told,
    fate: fateOf(told, userId),
    after_removal: statusAfterRemoval(told, userId),
    recent_use: recentUseOf(key.id),
  }
}
