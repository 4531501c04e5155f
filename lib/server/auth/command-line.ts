import 'server-only'
import { randomUUID } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import type { Actor, Intent } from '#lib/server/audit/record.ts'

/** Whoever runs a command on the server, as far as the operating system knows: a name, not a proof. */
export function commandLineActor(): Actor {
  const name = userName()
  const person = { id: '', name, email: '', role: null, workspaces: [], via: 'command_line' as const }
  return { person, issuer: `command line on ${hostname()}`, subject: name, address: null, credential: null }
}

/** A container may run as a number without a name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`
  }
}

/** What a command does to a token, for the audit log. */
export function tokenNote(action: string, summary: string, tokenId: string, params: unknown): Intent {
  return {
    request_id: `req_${randomUUID().replaceAll('-', '')}`,
    action,
    summary,
    target_kind: 'token',
    target_id: tokenId,
    workspace_id: null,
    params,
    reason: null,
    before: null,
  }
}
