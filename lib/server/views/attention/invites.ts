import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import { untilWords } from '#lib/rules/notices.ts'
import { rowsOf } from './finder.ts'
import type { Finder } from './finder.ts'

const withinMs = 3 * 86_400_000

/** Pending invites whose link stops working within three days, soonest first. */
export const findExpiringInvites: Finder = ({ invites, nowMs }) => {
  const expiring = invites
    .filter((invite) => invite.status === 'pending')
    .map((invite) => ({ invite, leftMs: Date.parse(invite.expires_at) - nowMs }))
    .filter(({ leftMs }) => leftMs <= withinMs)
    .toSorted((a, b) => a.leftMs - b.leftMs || (a.invite.id < b.invite.id ? -1 : 1))
    .map(({ invite, leftMs }) => ({
      id: invite.id,
      title: `The invite of ${invite.email} expires ${untilWords(leftMs)}`,
      detail: 'Resend it to give them 21 more days',
      href: `${pagePaths.invites()}?q=${encodeURIComponent(invite.email)}`,
      act: { kind: 'resend_invite' as const, invite },
    }))
  const rows = rowsOf('invite_expiring', 'caution', expiring, {
    title: (count) => `${count.toLocaleString('en')} invites expire within 3 days`,
    detail: 'Their links stop working then; sent again they are valid for 21 more days',
    href: `${pagePaths.invites()}?status=expiring`,
    label: 'See all',
  })
  // Below a row for all of them the same advice need not be read three times.
  return rows.map((row) => ({ ...row, first: row.first.map((item) => ({ ...item, detail: '' })) }))
}
