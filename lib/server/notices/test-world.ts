import 'server-only'
import type { ApiKey } from '#lib/schemas/keys.ts'
import { noticeKinds } from '#lib/schemas/notices.ts'
import type { Invite } from '#lib/schemas/invites.ts'
import { createAuditLog } from '#lib/server/audit/record.ts'
import { intentOf, tester } from '#lib/server/audit/test-chain.ts'
import { placeInvite, placeKey } from '#lib/server/mirror/kinds.ts'
import { createMirrorReader } from '#lib/server/mirror/read.ts'
import { applyPage, concludePass } from '#lib/server/mirror/write.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { Channel } from './channel.ts'
import { startNotices } from './notices.ts'
import type { Notices } from './notices.ts'

export const day = 86_400_000

export function keyOf(number: number, expiresMs: number, name = `key ${number}`): ApiKey {
  return {
    id: `apikey_${String(number).padStart(12, '0')}`,
    type: 'api_key',
    name,
    status: 'active',
    created_at: '2026-01-01T00:00:00Z',
    created_by: null,
    expires_at: new Date(expiresMs).toISOString(),
    partial_key_hint: null,
    principal: null,
    scope: { type: 'organization' },
  }
}

export function inviteOf(number: number, expiresMs: number): Invite {
  return {
    id: `invite_${String(number).padStart(12, '0')}`,
    type: 'invite',
    email: `guest${number}@example.com`,
    role: 'user',
    status: 'pending',
    invited_at: '2026-01-01T00:00:00Z',
    expires_at: new Date(expiresMs).toISOString(),
    accepted_at: null,
    rbac_group_ids: [],
  }
}

/** A mirror that has read these whole, at `nowMs`. */
export async function mirrored(database: Database, keys: readonly ApiKey[], invites: readonly Invite[], nowMs: number) {
  const pass = { startedMs: nowMs, endedMs: nowMs }
  await applyPage(database, [...keys.map(placeKey), ...invites.map(placeInvite)], nowMs)
  await concludePass(database, { kind: 'api_key', parent: '' }, new Set(keys.map(({ id }) => id)), pass)
  await concludePass(database, { kind: 'invite', parent: '' }, new Set(invites.map(({ id }) => id)), pass)
}

/** Notices of one process; `clock` is its time. They look when asked to, and never by themselves. */
export function noticesAt(
  database: Database,
  channels: readonly Channel[],
  clock: { ms: number },
  more: Partial<Parameters<typeof startNotices>[0]> = {},
): Notices {
  return startNotices({
    database,
    channels,
    kinds: noticeKinds,
    holder: 'a',
    reader: createMirrorReader(database),
    refresh: async () => undefined,
    log: { warn: () => undefined },
    now: () => clock.ms,
    lookMs: 3_600_000,
    ...more,
  })
}

/** What the history of the mirror writes when it finds a change that nobody made through Steward. */
export function outsideChange(database: Database, summary: string): Promise<string> {
  const actor = { ...tester, person: { ...tester.person, id: 'upstream', name: 'Outside Steward' } }
  return createAuditLog(database, 'test').note(actor, intentOf({ action: 'outside.change', summary }))
}
