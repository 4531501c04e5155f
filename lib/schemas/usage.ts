/** What was used and paid, as /api/portal tells it. Money is cents as decimal strings, in USD. No zod: for the browser. */
import type { Freshness } from './views.ts'

/** How far a report was read. */
export type Measured = {
  /** Up to when; null while nothing was read. */
  measured_until: string | null
  /** True when every day of the window was read. */
  complete: boolean
  /** Why it cannot be read, for people; null when all is well. */
  problem: string | null
}

/**
 * What is known of one key's use in the window. `last_used_at` is the start of the hour, or of the UTC day, in which use
 * was last seen. `cost_30d` is an estimate in cents; null when not measured.
 */
export type KeyUsage = {
  use: 'seen' | 'not_seen' | 'not_measured'
  last_used_at: string | null
  last_used_within: 'hour' | 'day' | null
  cost_30d: string | null
}

/** One day's cost; null for a day that was not read. */
export type DayCost = { day: string; cents: string | null }

export type WorkspaceSpend = {
  id: string
  name: string
  is_default: boolean
  archived: boolean
  cents: string
}

/** This month (UTC) up to now, of the workspaces the person may see, dearest first. */
export type SpendView = Freshness & {
  revision: string
  /** `2026-11` */
  month: string
  cost: Measured
  /** True when it is of a part of the organization: the workspaces of a workspace manager. */
  partial: boolean
  total_cents: string
  days: DayCost[]
  workspaces: WorkspaceSpend[]
}

export type KeyCost = { id: string; name: string; hint: string | null; cents: string }

/** One workspace's last 31 days: cost by day and model, and the estimate by key. `keys` are the dearest first. */
export type WorkspaceUsage = Freshness & {
  revision: string
  cost: Measured
  usage: Measured
  total_cents: string
  month_cents: string
  days: DayCost[]
  models: { model: string; cents: string }[]
  keys: KeyCost[]
  /** Of the Playground, of keys that are gone or out of the person's sight, and of what no key can be given. */
  no_key_cents: string
}
