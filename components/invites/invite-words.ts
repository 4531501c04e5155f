import type { Tone } from '#components/ui/badge.tsx'
import type { InviteRow } from '#lib/schemas/views.ts'

const soon = 3 * 86_400_000
/** Contract 8.3: always, and not configurable. */
export const inviteDays = 21

export function isExpiringSoon(row: Pick<InviteRow, 'status' | 'expires_at'>, now: number): boolean {
  return row.status === 'pending' && Date.parse(row.expires_at) - now <= soon
}

const statuses: Record<string, { word: string; tone: Tone }> = {
  pending: { word: 'Pending', tone: 'info' },
  accepted: { word: 'Accepted', tone: 'good' },
  expired: { word: 'Expired', tone: 'neutral' },
  deleted: { word: 'Revoked', tone: 'neutral' },
}

export function inviteStatus(status: string): { word: string; tone: Tone } {
  return statuses[status] ?? { word: `Unknown (${status})`, tone: 'neutral' }
}
