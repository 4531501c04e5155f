/** Who may do what where: members × workspaces, sparse. No schema in the browser. */
import type { View } from './views.ts'

/**
 * What somebody holds in one workspace: its place in the view's `workspaces`, the role, and 1 when the role comes with
 * the member's organization role instead of having been given there (contract 7.2).
 */
export type AccessCell = readonly [workspace: number, role: string, inherited: 0 | 1]

export type AccessRow = {
  id: string
  name: string
  email: string
  /** The organization role; of an inherited cell it is the source. */
  role: string
  /** In the order of the view's `workspaces`. */
  cells: readonly AccessCell[]
}

export type AccessWorkspace = {
  id: string
  name: string
  display_color: string
  /** It has no member list upstream: access to it follows the organization role, so it never has cells (contract 8.5). */
  is_default: boolean
  is_claude_code: boolean
  /** Why the policy lets nobody change its members, in words; null when it is not protected. */
  protected: string | null
  /** False while its members have not been read yet: an empty cell then tells nothing. */
  read: boolean
}

/** Archived workspaces are left out. `rows` may hold only the first of `total` when the page was rendered on the server. */
export type AccessMatrix = View<AccessRow> & { workspaces: AccessWorkspace[] }

/** What somebody can do with a key, and why (contract 7, 8.6 and 9). */
export type KeyReachWay = {
  way: 'acts_as' | 'manages' | 'created'
  /** One sentence: where it comes from and what it allows. */
  because: string
  /** True where the contract is silent and Steward concludes. */
  assumed: boolean
}

export type KeyReachRow = {
  id: string
  name: string
  email: string
  /** member, service_account, or left: somebody who is not in the organization any more. */
  state: 'member' | 'service_account' | 'left'
  /** null when it is no member. */
  org_role: string | null
  /** What they hold in the key's workspace; null when nothing, or when the key has none. */
  workspace_role: string | null
  source: 'direct' | 'inherited' | 'organization_role' | null
  ways: KeyReachWay[]
}

/** Who can reach one key, those who act with it first. `notes` says what cannot be known from the Admin API. */
export type KeyReach = View<KeyReachRow> & {
  key: { id: string; name: string; workspace: { id: string; name: string; is_default: boolean } | null }
  notes: string[]
}
