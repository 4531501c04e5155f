import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import { untilWords } from '#lib/rules/notices.ts'
import type { Due } from '#lib/rules/notices.ts'
import { isId } from '#lib/schemas/id-patterns.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Invite } from '#lib/schemas/invites.ts'
import { requesterOf } from '#lib/server/approvals/decide.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'
import type { Line } from './message.ts'
import type { OutsideChange } from './outside.ts'

/** What a message may be about, as it is now. */
export type Matter = {
  snapshot: Snapshot
  proposals: readonly ProposalRecord[]
  outside: readonly OutsideChange[]
}

const mostProposals = 1_000

export function waitingProposals(db: Queryable): Promise<ProposalRecord[]> {
  return db
    .selectFrom('proposal')
    .selectAll()
    .where('status', '=', 'waiting')
    .orderBy('created_ms')
    .limit(mostProposals)
    .execute()
}

/** How a notice reads. What it is about was there a moment ago; should it be gone, its id stands in for it. */
export function lineOf({ snapshot, proposals, outside }: Matter, { kind, object, step }: Due, nowMs: number): Line {
  if (kind === 'keys_expiring') return { kind, ...keyLine(snapshot, object, snapshot.get('api_key', object), nowMs) }
  if (kind === 'invites_expiring') return { kind, ...inviteLine(object, snapshot.get('invite', object), nowMs) }
  if (kind === 'proposals_waiting') {
    const proposal = proposals.find(({ id }) => id === object)
    return { kind, ...proposalLine(object, proposal, step === 'reminder', nowMs) }
  }
  const change = outside.find(({ id }) => id === object)
  return {
    kind,
    title: `Changed outside Steward: ${change?.summary ?? object}`,
    detail: change === undefined ? '' : `Seen ${momentWords(change.at_ms)}`,
    path: isId('event', object) ? pagePaths.auditEvent(object) : pagePaths.audit(),
  }
}

type Words = Omit<Line, 'kind'>

function keyLine(snapshot: Snapshot, id: string, key: ApiKey | undefined, nowMs: number): Words {
  const end = Date.parse(key?.expires_at ?? '')
  const workspaceId = key === undefined ? null : workspaceOfKey(key)
  const workspace = workspaceId === null ? null : (snapshot.get('workspace', workspaceId)?.name ?? workspaceId)
  return {
    title: `API key “${key?.name ?? id}” expires ${untilWords(end - nowMs)}`,
    detail: `${workspace === null ? 'Organization-wide' : `In ${workspace}`}; until ${momentWords(end)}`,
    path: `${pagePaths.keys()}?q=${encodeURIComponent(id)}`,
  }
}

function inviteLine(id: string, invite: Invite | undefined, nowMs: number): Words {
  const end = Date.parse(invite?.expires_at ?? '')
  return {
    title: `The invite of ${invite?.email ?? id} expires ${untilWords(end - nowMs)}`,
    detail: `Until ${momentWords(end)}; resend it to give them 21 more days`,
    path: `${pagePaths.invites()}?q=${encodeURIComponent(invite?.email ?? id)}`,
  }
}

function proposalLine(id: string, proposal: ProposalRecord | undefined, again: boolean, nowMs: number): Words {
  const by = proposal === undefined ? '' : requesterOf(proposal).name
  return {
    title: `${again ? 'Still waits' : 'Waits'} for a decision: ${proposal?.summary ?? id}`,
    detail: proposal === undefined ? '' : `Proposed by ${by}; expires ${untilWords(proposal.expires_ms - nowMs)}`,
    path: isId('proposal', id) ? pagePaths.proposal(id) : pagePaths.approvals(),
  }
}

/** Like `2026-11-29 10:00 UTC`: readers of one channel may sit anywhere. */
function momentWords(ms: number): string {
  return Number.isFinite(ms) ? `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'an unknown moment'
}
