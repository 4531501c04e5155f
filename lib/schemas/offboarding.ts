/** What a person holds, what becomes of it when they go, and the report of it. No schema in the browser. */
import type { JobRowStatus, JobStatus } from './jobs.ts'
import type { Freshness, KeyRow } from './views.ts'

/**
 * ends: archived with the person, for good; should_end: a Claude Code key, which upstream says stops though nothing in
 * its status shows it; lives: goes on working; over: archived or expired already.
 */
export type KeyFate = 'ends' | 'should_end' | 'lives' | 'over'

/** What to do with a key before the person goes. */
export type KeyChoice = 'keep' | 'disable' | 'archive'

/** Use of a key as far as it was measured, in tokens (upstream counts no requests); a part is null when it was not. */
export type RecentUse = {
  last_used_at: string | null
  last_used_within: 'hour' | 'day' | null
  tokens_24h: number | null
  tokens_7d: number | null
}

export type HeldKey = KeyRow & {
  fate: KeyFate
  /** The status upstream will show once they are removed and nothing else was done to it. */
  after_removal: string
  made_by_them: boolean
  acts_as_them: boolean
  in_claude_code: boolean
  /** null: not measured. */
  recent_use: RecentUse | null
}

export type HeldMembership = { workspace: { id: string; name: string }; workspace_role: string }

/** Open ones to their address, plus tags and case aside. */
export type HeldInvite = { id: string; email: string; role: string; status: string; expires_at: string }

/** All that somebody holds in the Claude organization. `every_workspace` is what the organization role brings. */
export type Holdings = {
  member: { id: string; name: string; email: string; role: string; added_at: string }
  every_workspace: string | null
  memberships: HeldMembership[]
  invites: HeldInvite[]
  keys: HeldKey[]
}

/** Somebody who signed in to Steward with the same address: an address is a hint, not a proof. */
export type StewardHoldings = {
  person: { id: string; name: string; email: string; email_verified: boolean; last_seen_at: string }
  portal_role: string | null
  /** Grants to this very person; those to a group of theirs end with the group. */
  grants: { id: string; role: string; until: string | null }[]
  groups: string[]
  /** Not revoked and not expired. */
  tokens: { id: string; name: string; role: string; last_used_at: string | null }[]
  sessions: number
  proposals: { id: string; summary: string }[]
  jobs: { id: string; title: string; status: string }[]
}

export type PastOffboarding = { id: string; title: string; status: JobStatus; created_at: string }

export type OffboardingView = Freshness & {
  revision: string
  holdings: Holdings
  /** Why the policy file keeps them from being removed: a protected key would end with them. null when it does not. */
  removal_refusal: string | null
  steward: StewardHoldings[]
  /** Offboarding jobs of this address so far, newest first. */
  jobs: PastOffboarding[]
}

/** What the person who looks has chosen. Ids that are left out take the default. */
export type OffboardingChoices = {
  keys: Readonly<Record<string, KeyChoice>>
  /** Invites not to be revoked, and memberships to be ended, by id. */
  keptInvites: readonly string[]
  endedMemberships: readonly string[]
  /** Whether they are removed from the organization. */
  remove: boolean
}

export type ReportRow = {
  n: number
  summary: string
  action: string
  status: JobRowStatus
  problem: string | null
  at: string | null
  event_id: string | null
  upstream_request_id: string | null
}

export type ReportKey = {
  id: string
  name: string
  hint: string | null
  workspace: string | null
  kind: KeyRow['kind']
  fate: KeyFate
  /** Its status when the job was started, and now; null when it is not to be found any more. */
  before: string
  now: string | null
  chosen: KeyChoice
}

/** Something Steward cannot do, or was told not to. `keys` names those it is about. */
export type ReportRemainder = { title: string; detail: string; keys: string[]; console: boolean }

export type OffboardingReport = {
  type: 'offboarding_report'
  job: {
    id: string
    title: string
    status: JobStatus
    reason: string | null
    created_at: string
    ended_at: string | null
  }
  started_by: string
  /** As they were when the job was started; null when they cannot be found in the mirror's history. */
  member: Holdings['member'] | null
  held: { every_workspace: string | null; memberships: HeldMembership[]; invites: HeldInvite[] } | null
  rows: ReportRow[]
  keys: ReportKey[]
  /** True only when the job is over, nothing that was to stop is active now, and nothing of theirs works in Steward. `open` says what is missing. */
  complete: boolean
  open: string[]
  remains: ReportRemainder[]
  /** Steward's own; null for somebody who may not see the sessions and tokens of others. */
  steward: { done: ReportAct[]; left: StewardHoldings[] } | null
  /** When this was put together, and how old the mirror's keys and members were then. */
  made_at: string
  mirror_at: string | null
}

export type ReportAct = { event_id: string; at: string; actor: string; summary: string; result: string }
