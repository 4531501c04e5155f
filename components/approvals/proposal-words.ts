import type { Tone } from '#components/ui/badge.tsx'
import type { ProposalRow, ProposalStatus } from '#lib/schemas/views.ts'

export const statusWords: Record<ProposalStatus, string> = {
  waiting: 'Waiting',
  executing: 'Under way',
  done: 'Done',
  rejected: 'Rejected',
  cancelled: 'Cancelled',
  expired: 'Expired',
  stale: 'Stale',
  refused: 'Refused',
  failed: 'Failed',
  unknown: 'Unknown',
}

export const statusTones: Record<ProposalStatus, Tone> = {
  waiting: 'info',
  executing: 'info',
  done: 'good',
  rejected: 'neutral',
  cancelled: 'neutral',
  expired: 'neutral',
  stale: 'caution',
  refused: 'caution',
  failed: 'danger',
  unknown: 'caution',
}

/** What the status means for the object. */
export const statusMeaning: Record<ProposalStatus, string> = {
  waiting: 'Nothing happens until somebody decides.',
  executing: 'It was approved and is being carried out.',
  done: 'It was approved and carried out.',
  rejected: 'Nothing was changed.',
  cancelled: 'It was taken back. Nothing was changed.',
  expired: 'Nobody decided in time. Nothing was changed; propose it again if it is still wanted.',
  stale: 'It was approved, but the object had changed since. Nothing was changed; propose it again.',
  refused: 'It was approved, but a rule refused it. Nothing was changed.',
  failed: 'It was approved, but could not be carried out.',
  unknown: 'It was approved, but whether it was carried out is not known. Look at the object.',
}

/** Verb, and what happens at once when somebody approves. */
const acts: Readonly<Record<string, { verb: string; effect: string }>> = {
  'invite.create': { verb: 'invite', effect: 'The invite is sent at once.' },
  'invite.revoke': { verb: 'revoke', effect: 'The link in the invite stops working at once.' },
  'invite.resend': { verb: 'resend', effect: 'The old link stops working, and a new invite is sent.' },
  'invite.change_role': { verb: 'replace invite', effect: 'The old link stops working, and a new invite is sent.' },
  'member.change_role': { verb: 'change role', effect: 'The new role holds at once, everywhere in the organization.' },
  'member.remove': {
    verb: 'remove member',
    effect: 'They lose all access at once, and keys that act as them stop working. Coming back takes a new invite.',
  },
  'workspace.create': { verb: 'create workspace', effect: 'The workspace is there at once.' },
  'workspace.rename': { verb: 'rename', effect: 'Everybody sees the new name at once.' },
  'workspace.tag': { verb: 'change tags', effect: 'The tags change at once, and with them whatever goes by tags.' },
  'workspace.update': { verb: 'change workspace', effect: 'The workspace changes at once.' },
  'workspace.archive': {
    verb: 'archive workspace',
    effect: 'Every API key of the workspace stops working at once. There is no way back.',
  },
  'workspace_member.add': { verb: 'add member', effect: 'They can use the workspace at once.' },
  'workspace_member.change_role': { verb: 'change role', effect: 'The new role in the workspace holds at once.' },
  'workspace_member.remove': { verb: 'remove member', effect: 'They lose the workspace at once.' },
  'key.rename': { verb: 'rename key', effect: 'The key has its new name at once; calls with it go on.' },
  'key.enable': { verb: 'enable key', effect: 'Calls with the key work again at once.' },
  'key.disable': { verb: 'disable key', effect: 'Every call with the key fails at once, until somebody enables it.' },
  'key.archive': {
    verb: 'archive key',
    effect: 'Every call with the key fails at once. An archived key cannot be brought back.',
  },
}

export function effectOf(row: Pick<ProposalRow, 'action'>): string {
  return acts[row.action]?.effect ?? 'The change is made at once.'
}

export function approveWords(row: Pick<ProposalRow, 'action'>): string {
  return `Approve and ${acts[row.action]?.verb ?? 'carry it out'}`
}

/** Whom the policy asks. */
export function deciderWords(row: Pick<ProposalRow, 'decided_by'>): string {
  return row.decided_by === 'admin' ? 'a portal admin' : 'a portal admin or another manager of the workspace'
}

export function ruleWords(row: Pick<ProposalRow, 'decided_by' | 'rule_actions'>): string {
  return `The policy asks ${deciderWords(row)} about ${row.rule_actions.join(', ')}`
}
