/** Rows and answers of /api/portal: what the tables show, joined from the mirror. No schema in the browser. */
import type { ApiKey } from './keys.ts'
import type { Invite } from './invites.ts'
import type { Member } from './members.ts'
import type { PolicyRules } from './policy.ts'
import type { Workspace } from './workspaces.ts'

/** How fresh and how whole an answer is. `missing` names the parts not read yet, in words ("members of 40 workspaces"). */
export type Freshness = {
  synced_at: string | null
  complete: boolean
  missing: string[]
  /** Why upstream cannot be read right now, for the banner; null when all is well. */
  upstream_problem: string | null
}

/** `rows` may hold only the first of `total` when the page was rendered on the server. `revision` is the ETag. */
export type View<Row> = Freshness & { rows: Row[]; total: number; revision: string }

/** `workspaces` holds explicit memberships; `every_workspace` the role inherited everywhere, from the org role. */
export type MemberRow = Member & {
  workspaces: { id: string; name: string; workspace_role: string }[]
  every_workspace: string | null
  /** Active keys they made or that act as them, and how many of those would outlive their removal. */
  active_keys: number
  outliving_keys: number
}

/** `invited_by` is the person who sent it through Steward; null means outside Steward. */
export type InviteRow = Omit<Invite, 'rbac_group_ids'> & { invited_by: string | null }

export type WorkspaceRow = Pick<
  Workspace,
  'id' | 'name' | 'display_color' | 'created_at' | 'archived_at' | 'tags' | 'data_residency'
> & {
  is_default: boolean
  is_claude_code: boolean
  /** null while this workspace's members have not been read yet. */
  member_count: number | null
  active_keys: number
  /** Why the policy lets nobody change it, in words; null when it is not protected. */
  protected: string | null
}

export type KeyKind = 'personal' | 'service_account' | 'workspace'

export type KeyRow = Pick<
  ApiKey,
  'id' | 'name' | 'status' | 'created_at' | 'expires_at' | 'partial_key_hint' | 'scope'
> & {
  kind: KeyKind
  /** null for an organization-scoped key. */
  workspace: { id: string; name: string; is_default: boolean } | null
  acts_as: { id: string; label: string } | null
  creator: { id: string; label: string; state: 'member' | 'left' | 'service_account' } | null
  /** Why the policy lets nobody change it, in words; null when it is not protected. */
  protected: string | null
}

export type WorkspaceMemberRow = {
  user_id: string
  name: string
  email: string
  /** The organization role; unknown when the member is not in the mirror yet. */
  org_role: string
  workspace_role: string
  source: 'direct' | 'inherited'
}

export type WorkspaceDetail = Freshness & {
  workspace: WorkspaceRow
  members: WorkspaceMemberRow[]
  keys: KeyRow[]
  activity: AuditRow[]
  revision: string
}

export type MemberDetail = Freshness & {
  member: MemberRow
  access: {
    workspace: { id: string; name: string; archived_at: string | null }
    workspace_role: string
    source: 'direct' | 'inherited'
  }[]
  keys: KeyRow[]
  activity: AuditRow[]
  revision: string
}

export const auditResults = ['succeeded', 'failed', 'refused', 'not_applied', 'unknown', 'open'] as const
export type AuditResult = (typeof auditResults)[number]

export type ProposalStatus =
  'waiting' | 'executing' | 'done' | 'rejected' | 'cancelled' | 'expired' | 'stale' | 'refused' | 'failed' | 'unknown'

/** A change that waits for a second person, or what became of it. */
export type ProposalRow = {
  id: string
  status: ProposalStatus
  action: string
  summary: string
  target_kind: string
  target_id: string | null
  workspace: { id: string; name: string } | null
  requester: { id: string; name: string; role: string | null }
  /** True when the person who looks proposed it. */
  mine: boolean
  reason: string | null
  /** The object as it was when the change was proposed. */
  before: unknown
  /** What would be written. */
  params: unknown
  /** True when the object has changed since: an approval would be refused. */
  stale: boolean
  /** The actions that the rule names which asked for this approval, and the portal role it wants to decide. */
  rule_actions: string[]
  decided_by: 'admin' | 'workspace_manager'
  /** Whether the person who looks may decide; the reason why not. */
  decide: { allowed: true } | { allowed: false; reason: string }
  created_at: string
  expires_at: string
  decided_at: string | null
  decider: { name: string; role: string | null } | null
  comment: string | null
  problem: string | null
  /** The action in the audit log, once it was carried out. */
  event_id: string | null
}

/** One action, told once: its intent joined with its outcome. */
export type AuditRow = {
  id: string
  at: string
  actor: string
  actor_role: string | null
  via: string
  action: string
  summary: string
  target_kind: string | null
  target_id: string | null
  result: AuditResult
  problem: string | null
  reason: string | null
  before: unknown
  after: unknown
  upstream_request_id: string | null
  request_id: string
  address: string | null
  workspace_id: string | null
  credential: string | null
  approver: { name: string; role: string | null } | null
  proposal_id: string | null
  /** The action that this one took back, and the one that took this back. */
  undoes: string | null
  undone_by: string | null
  /** Whether its kind can be taken back at all, and it was not yet. */
  can_undo: boolean
  /** Why the person who looks may not take it back although it could be; null when they may. */
  undo_refusal: string | null
  /** Of what came by a token: whose it is, the person who made it or whoever did so on the server. */
  token_maker: string | null
  evidence: unknown
}

/**
 * A part of the audit log, newest first. `next` is the cursor of the part that follows, null at the end. `total` counts
 * all that was found, up to 10,000: `total_more` says that there are more. Null in a part that was asked for by a cursor.
 */
export type AuditPage = Omit<View<AuditRow>, 'total'> & {
  total: number | null
  total_more: boolean
  next: number | null
}

export type Finding = {
  kind:
    | 'invite_expiring'
    | 'key_expiring'
    | 'owner_gone'
    | 'open_intent'
    | 'proposal_waiting'
    | 'upstream'
    | 'outside_change'
  severity: 'info' | 'caution' | 'danger'
  title: string
  detail: string
  href: string
}

export type Overview = Freshness & {
  organization: { id: string; name: string }
  counts: { members: number; pending_invites: number | null; workspaces: number; active_keys: number }
  findings: Finding[]
  activity: AuditRow[]
  revision: string
}

export type SettingsView = Freshness & {
  revision: string
  connection: {
    organization: { id: string; name: string }
    base_url: string
    /** First characters of a SHA-256 of the credential: tells two keys apart, reveals neither. */
    credential_fingerprint: string
    credential_kind: string
    requests_last_minute: number
    requests_per_minute: number
    database: 'sqlite' | 'postgresql'
    kinds: { kind: string; count: number; synced_at: string | null; complete: boolean }[]
  }
  sign_in: { issuer: string }
  /** `problem`: why nothing may be changed. `trouble`: what keeps checkpoints from being written or posted. */
  audit_log: {
    size: number
    checkpoint: { size: number; at: string } | null
    key_fingerprint: string
    problem: string | null
    trouble: string | null
    posts_to: string | null
  }
  /** Who else is told every event; `lag` counts those that wait. */
  sinks: {
    name: string
    to: string
    delivered_seq: number
    delivered_at: string | null
    lag: number
    error: string | null
    failed_at: string | null
  }[]
  /** `workspaces` is null for a role that sees all. */
  people: {
    id: string
    name: string
    email: string
    role: string | null
    workspaces: string[] | null
    last_seen_at: string
  }[]
}

/** Something in today's organization, or in the file itself, that does not fit the rules. `items` holds the first few. */
export type PolicyBreach = {
  kind:
    | 'member_domain'
    | 'invite_domain'
    | 'role_nobody_gives'
    | 'key_not_found'
    | 'workspace_not_found'
    | 'never_matches'
    | 'nobody_decides'
  title: string
  count: number
  items: { label: string; href: string | null }[]
}

/** The rules in force, where they come from, and what they would say to the organization as it is. */
export type PolicyView = Freshness & {
  revision: string
  /** The file's name without its folder; null when the portal runs without one. */
  file: string | null
  loaded_at: string | null
  sha256: string | null
  problems: string[]
  rules: PolicyRules
  /** Names of the workspaces that rules point at, by id. */
  workspace_names: Record<string, string>
  breaches: PolicyBreach[]
}
