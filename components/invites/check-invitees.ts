import { isMailAddress } from '#lib/schemas/mail-address.ts'
import { assignableOrgRoles, roleName } from '#lib/schemas/roles.ts'
import type { Invitee } from './parse-invitees.ts'

export type InviteeCheck =
  'valid' | 'duplicate' | 'member' | 'invited' | 'not_an_address' | 'domain_refused' | 'unknown_role' | 'refused'

export type CheckedInvitee = {
  line: number
  email: string
  /** A role of the API when the row is valid; else what was written. */
  role: string
  check: InviteeCheck
  /** Why it will not be sent, in words; null when it will. */
  problem: string | null
}

export type Known = {
  /** Addresses in lower case. */
  members: ReadonlySet<string>
  pending: ReadonlySet<string>
  /** For rows that name no role. */
  role: string
  /** Why this person may not give a role; null when they may. */
  refusalOfRole: (role: string) => string | null
  /** Why the policy lets nobody invite this address; null when it may be invited. */
  refusalOfAddress: (email: string) => string | null
}

/** What will become of every row, in the order they were written. */
export function checkInvitees(invitees: readonly Invitee[], known: Known): CheckedInvitee[] {
  const seen = new Map<string, number>()
  return invitees.map(({ line, email, role: written }) => {
    const role = written === null ? known.role : roleOf(written)
    const row = { line, email, role: role ?? written ?? known.role }
    const not = (check: InviteeCheck, problem: string): CheckedInvitee => ({ ...row, check, problem })
    if (!isMailAddress(email)) return not('not_an_address', 'Not an e-mail address')
    const before = seen.get(email)
    if (before !== undefined) return not('duplicate', `Already in line ${before}`)
    seen.set(email, line)
    if (known.members.has(email)) return not('member', 'Already a member')
    if (known.pending.has(email)) return not('invited', 'Already invited')
    const elsewhere = known.refusalOfAddress(email)
    if (elsewhere !== null) return not('domain_refused', `Domain refused. ${elsewhere}`)
    if (role === null) return not('unknown_role', `“${written}” is not a role that can be given`)
    const refusal = known.refusalOfRole(role)
    if (refusal !== null) return not('refused', refusal)
    return { ...row, check: 'valid', problem: null }
  })
}

const rolesByWord = new Map<string, string>(
  assignableOrgRoles.flatMap((role) => [role, roleName(role)].map((word) => [plain(word), role] as const)),
)

/** "Claude Code user", "claude_code_user" and "Claude-Code-User" are one role. */
function roleOf(written: string): string | null {
  return rolesByWord.get(plain(written)) ?? null
}

function plain(word: string): string {
  return word
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()
}

/** "12 to invite, 2 already members, 1 not an address". */
export function countsOf(rows: readonly CheckedInvitee[]): { check: InviteeCheck; count: number; words: string }[] {
  const counts = new Map<InviteeCheck, number>()
  for (const { check } of rows) counts.set(check, (counts.get(check) ?? 0) + 1)
  return (Object.keys(countWords) as InviteeCheck[]).flatMap((check) => {
    const count = counts.get(check) ?? 0
    return count === 0 ? [] : [{ check, count, words: `${count.toLocaleString('en')} ${countWords[check]}` }]
  })
}

const countWords: Record<InviteeCheck, string> = {
  valid: 'to invite',
  member: 'already in the organization',
  invited: 'already invited',
  duplicate: 'in the list twice',
  not_an_address: 'not an address',
  domain_refused: 'with a refused domain',
  unknown_role: 'with an unknown role',
  refused: 'with a role you cannot give',
}
