import 'server-only'
import type { AuthParts } from './person.ts'
import { personOf } from './person.ts'

/**
 * Whether what somebody may do now rests on groups that the provider told before `sinceMs`: it tells them at sign-in
 * only. False for rights that Steward gave itself (grants to the person, `PORTAL_ADMINS`), which end here.
 */
export async function restsOnOldGroups(
  parts: Pick<AuthParts, 'database' | 'env' | 'policy'>,
  personId: string,
  sinceMs: number,
): Promise<boolean> {
  const { db } = parts.database
  const record = await db.selectFrom('person').selectAll().where('id', '=', personId).executeTakeFirst()
  if (record === undefined || record.last_seen_ms >= sinceMs) return false
  const nowMs = Date.now()
  const told = await personOf(parts, record, nowMs)
  const without = await personOf(parts, { ...record, groups: '[]' }, nowMs)
  return told.role !== without.role || String(told.workspaces) !== String(without.workspaces)
}
