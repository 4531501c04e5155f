/** What the settings show of sessions, tokens and grants. Types only, no schema in the browser. */

export type SessionRow = {
  id: string
  /** "Firefox on Windows"; a browser may say anything. */
  browser: string
  created_at: string
  last_seen_at: string
  /** True for the session that asks. */
  current: boolean
}
export type PersonSession = SessionRow & { person: { id: string; name: string; email: string } }

/** `others` is null for whoever may see their own sessions only. */
export type SessionsView = { mine: SessionRow[]; others: PersonSession[] | null }

export type TokenRow = {
  id: string
  name: string
  role: string
  /** Workspace ids; null for a role that sees all. */
  workspaces: string[] | null
  /** The person who made it, or the command line. */
  made_by: string
  by_command: boolean
  created_at: string
  expires_at: string | null
  last_used_at: string | null
  revoked_at: string | null
  /** True while its maker's present rights hold those of the token; else it is refused. */
  works: boolean
}

/** `others` is null for whoever may see their own tokens only. */
export type TokensView = { mine: TokenRow[]; others: TokenRow[] | null }

export type GrantRow = {
  id: string
  subject_kind: 'person' | 'group'
  /** The person's name and address, or the group's name. */
  subject: string
  role: string
  workspaces: string[] | null
  until: string | null
  created_at: string
  created_by: string
}
export type GrantsView = { grants: GrantRow[] }

export type TokenMade = { id: string; name: string; expires_at: string; secret: string }
