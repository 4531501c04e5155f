import 'server-only'
import type { ActionName } from '#lib/schemas/action-names.ts'
import { backgroundShare } from '#lib/server/admin-api/budget.ts'

/** How many calls of the Admin API one change takes: what is looked at first, and the change itself. */
const callsOf: Readonly<Record<ActionName, number>> = {
  'invite.create': 1,
  'invite.revoke': 2,
  'invite.resend': 3,
  'invite.change_role': 3,
  'member.change_role': 2,
  'member.remove': 2,
  'workspace.create': 1,
  'workspace.rename': 2,
  'workspace.tag': 2,
  'workspace.update': 2,
  'workspace.archive': 2,
  'workspace_member.add': 2,
  'workspace_member.change_role': 3,
  'workspace_member.remove': 3,
  'key.rename': 2,
  'key.enable': 2,
  'key.disable': 2,
  'key.archive': 2,
}

export function callsFor(action: string): number {
  return Object.hasOwn(callsOf, action) ? callsOf[action as ActionName] : 2
}

/** About how many seconds so many calls take: the first minute's share goes at once, then one share a minute. */
export function secondsFor(calls: number, perMinute: number): number {
  const share = Math.max(1, Math.floor(perMinute * backgroundShare))
  const fullMinutes = Math.max(0, Math.ceil(calls / share) - 1)
  const rest = calls - fullMinutes * share
  return Math.ceil(fullMinutes * 60 + rest * 0.2)
}

/** About how long the rest takes: by the quota's share, and by how it went in the last minute where that was slower. */
export function secondsLeft(
  rows: readonly { action: string; count: number }[],
  { perMinute, rate }: { perMinute: number; rate: number | null },
): number {
  const calls = rows.reduce((sum, { action, count }) => sum + count * callsFor(action), 0)
  const left = rows.reduce((sum, { count }) => sum + count, 0)
  const byQuota = (calls / Math.max(1, perMinute * backgroundShare)) * 60
  const byRate = rate === null || rate === 0 ? 0 : (left / rate) * 60
  return Math.ceil(Math.max(byQuota, byRate))
}
