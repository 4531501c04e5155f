import 'server-only'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import type { HistoryNoun, HistoryRow, HistoryValue } from '#lib/schemas/history.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import { workspacesWithMembers } from '#lib/server/mirror/read.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { agedInvite } from '#lib/server/reads/invites.ts'
import { agedKey } from '#lib/server/reads/keys.ts'
import { visibleKeys, visibleWorkspaces } from '#lib/server/reads/scope.ts'
import { keyKind } from './key-row.ts'
import { memberRows } from './members.ts'
import { workspaceRow } from './workspaces.ts'

/** A past state of the mirror, and the workspaces whose members had been read by then. */
export type Past = { snapshot: Snapshot; atMs: number; read: ReadonlySet<string> }

/** What each noun's rows are made from, its own list first. */
export const kindsOfNoun: Record<HistoryNoun, readonly [Kind, ...Kind[]]> = {
  members: ['user', 'workspace', 'workspace_member', 'api_key'],
  invites: ['invite'],
  workspaces: ['workspace', 'workspace_member', 'user', 'api_key'],
  keys: ['api_key', 'workspace', 'user'],
}

/** The rows of a list as they were, within what the person may see of it now. */
export function historyRows(noun: HistoryNoun, past: Past, person: Person): HistoryRow[] {
  return makers[noun](past, person)
}

const makers: Record<HistoryNoun, (past: Past, person: Person) => HistoryRow[]> = {
  members: ({ snapshot, read }, person) => {
    const whole = workspacesWithMembers(snapshot).every((id) => read.has(id))
    return memberRows(snapshot, person).map(({ id, name, email, role, added_at, workspaces, active_keys }) => ({
      id,
      label: email,
      fields: {
        name,
        email,
        role,
        added_at,
        ...Object.fromEntries(workspaces.map((held) => [`workspaces.${held.id}`, held.workspace_role])),
      },
      counts: { workspaces: whole ? workspaces.length : null, active_keys },
    }))
  },
  invites: ({ snapshot, atMs }) =>
    snapshot.list('invite').map((stored) => {
      const { id, email, role, status, invited_at, expires_at, accepted_at } = agedInvite(stored, atMs)
      return { id, label: email, fields: { email, role, status, invited_at, expires_at, accepted_at }, counts: {} }
    }),
  workspaces: ({ snapshot, read }, person) =>
    visibleWorkspaces(snapshot, person).map((workspace) => {
      const { member_count, active_keys } = workspaceRow(snapshot, nothingProtected, workspace, read)
      const { id, name, display_color, created_at, archived_at, tags, data_residency } = workspace
      const fields = { name, display_color, created_at, archived_at, ...flat('tags', tags) }
      return {
        id,
        label: name,
        fields: { ...fields, ...flat('data_residency', data_residency ?? {}) },
        counts: { members: member_count, active_keys },
      }
    }),
  keys: ({ snapshot, atMs }, person) =>
    visibleKeys(snapshot, person).map((stored) => {
      const key = agedKey(stored, atMs)
      const { id, name, status, created_at, expires_at, partial_key_hint, principal, created_by } = key
      const acts_as = principal?.user_id ?? principal?.service_account_id ?? null
      const identity = { kind: keyKind(key), workspace: workspaceOfKey(key), acts_as, creator: created_by?.id ?? null }
      const fields = { name, status, ...identity, created_at, expires_at, partial_key_hint }
      return { id, label: name, fields, counts: {} }
    }),
}

const nothingProtected = { workspaces: [], keys: [], tags: {} }

function flat(prefix: string, values: object): Record<string, HistoryValue> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `${prefix}.${name}`,
      typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value),
    ]),
  )
}

/** What the ids in these rows were called. */
export function namesIn(
  rows: readonly { fields: object }[],
  snapshot: Snapshot,
  person: Person,
): Record<string, string> {
  const names: Record<string, string> = {}
  for (const { id, name } of visibleWorkspaces(snapshot, person)) names[id] = name
  const mentioned = new Set(rows.flatMap(({ fields }) => Object.values(fields)))
  for (const { id, email } of snapshot.list('user')) if (mentioned.has(id)) names[id] = email
  return names
}
