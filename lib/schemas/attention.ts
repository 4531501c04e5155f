import type { InviteRow, KeyRow } from './views.ts'

/** What needs attention on the overview. */
export const findingKinds = [
  'owner_gone',
  'outside_change',
  'outcome_unknown',
  'proposal_waiting',
  'key_expiring',
  'invite_expiring',
  'policy_breach',
  'portal_health',
] as const
export type FindingKind = (typeof findingKinds)[number]

export const severities = ['danger', 'caution', 'info'] as const
export type Severity = (typeof severities)[number]

/** What is done about it: at once, in a dialog, or where the link leads. */
export type FindingAct =
  | { kind: 'open'; label: string; href: string }
  | { kind: 'disable_key'; key: KeyRow }
  | { kind: 'resend_invite'; invite: InviteRow }

/** `id` names what it is about and stays the same from one look to the next. */
export type FindingItem = { id: string; title: string; detail: string; href: string; act: FindingAct }

/** One row; of many alike one row for all of them, with the first few in `first`. */
export type Finding = FindingItem & { kind: FindingKind; severity: Severity; first: FindingItem[] }
