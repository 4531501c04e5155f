import type { Invite } from '#lib/schemas/invites.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { Member } from '#lib/schemas/members.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import type { ClaudeCodeUse } from './claude-code-records.ts'
import type { Clock } from './clock.ts'
import type { Collection } from './collection.ts'
import type { Random } from './random.ts'
import type { UsageRecord } from './usage-records.ts'

export type ServiceAccount = {
  id: string
  type: 'service_account'
  name: string
  description: string | null
  organization_role: 'admin' | 'developer'
  created_at: string
  updated_at: string
  archived_at: string | null
  created_by_actor_id: string | null
  updated_by_actor_id: string | null
  archived_by_actor_id: string | null
}

export type RateLimitGroup = { id: string; type: string; display_name?: string }

export type RateLimit = {
  id: string
  type: 'rate_limit'
  group: RateLimitGroup
  models: string[] | null
  limits: { type: string; value: number }[]
}

/** What one emulated organization refuses beyond the rules that always hold; null is no such limit. */
export type Restrictions = {
  member_limit: number | null
  workspace_member_limit: number | null
  active_key_limit: number | null
  workspace_limit: number
  allowed_email_domains: string[] | null
}

/** Where sources are silent an organization may be made to behave the other way (README, switches). */
export type Switches = {
  /** Whether rows inherited from organization roles appear in members lists. */
  list_inherited_members: boolean
  /** Whether a body field nobody knows is refused. */
  refuse_unknown_fields: boolean
  /** Whether the keys of a workspace are still what they were when its archive is answered (contract 9: within seconds). */
  archive_keys_late: boolean
}

/** The whole state of one emulated organization. Statuses that follow the clock are computed on reading. */
export type World = {
  organization: { id: string; name: string }
  restrictions: Restrictions
  switches: Switches
  clock: Clock
  random: Random
  users: Collection<Member>
  invites: Collection<Invite>
  workspaces: Collection<Workspace>
  keys: Collection<ApiKey>
  serviceAccounts: Collection<ServiceAccount>
  rateLimits: RateLimit[]
  /** workspace id → rate limit id → limiter type → value */
  rateLimitOverrides: Map<string, Map<string, Map<string, number>>>
  /** workspace id → user id → the role given explicitly; inherited rows are never stored */
  explicitMembers: Map<string, Map<string, string>>
  /** workspace id → users whose row is gone, still valid as cursors */
  formerMembers: Map<string, Set<string>>
  defaultWorkspaceId: string
  /** What the API was used for, oldest first; nothing is added after seeding. */
  usage: () => UsageRecord[]
  /** Days of people and keys with Claude Code, oldest first. */
  claudeCode: () => ClaudeCodeUse[]
  seededAt: number
}
