import 'server-only'
import { workspaceProtection } from '#lib/rules/protection.ts'
import type { Protected } from '#lib/rules/protection.ts'
import { reaches } from '#lib/rules/permissions.ts'
import { isClaudeCodeWorkspace } from '#lib/rules/workspace-can.ts'
import type { AccessCell, AccessMatrix, AccessRow, AccessWorkspace } from '#lib/schemas/access-matrix.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { visibleWorkspaces } from '#lib/server/reads/scope.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { memberships } from './memberships.ts'
import { perSnapshot } from './memo.ts'
import { readMemberLists } from './member-lists.ts'
import { beginView } from './revision.ts'

const kinds = ['user', 'workspace', 'workspace_member'] as const

/**
 * Who holds what in which workspace. Whoever sees everything gets every member; a manager those who hold something in
 * their workspaces, and those workspaces alone. Archived workspaces are left out.
 */
export async function readAccess(person: Person): Promise<AccessMatrix> {
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, 'access', kinds)
  const { policy } = await runtime.policy.current()
  const read = await readMemberLists(runtime)
  const shown = livingWorkspaces(snapshot, person)
  const rows = reaches(person, 'members.read', null) ? everyRow(snapshot) : rowsOf(snapshot, shown, false)
  return {
    ...freshness,
    revision: `${revision}-${shown.filter(({ id }) => read.has(id)).length}`,
    workspaces: shown.map((workspace) => columnOf(snapshot, policy.protected, workspace, read)),
    rows,
    total: rows.length,
  }
}

/** By name, the default one last: it stands apart from those that have members. */
function livingWorkspaces(snapshot: Snapshot, person: Person | null): Workspace[] {
  const visible = person === null ? snapshot.list('workspace') : visibleWorkspaces(snapshot, person)
  const isDefault = ({ id }: Workspace) => Number(id === snapshot.defaultWorkspaceId)
  return visible
    .filter(({ archived_at }) => archived_at === null)
    .toSorted((a, b) => isDefault(a) - isDefault(b) || byName.compare(a.name, b.name) || (a.id < b.id ? -1 : 1))
}

const byName = new Intl.Collator('en', { sensitivity: 'base', numeric: true })

/** The same for everyone who sees everything, so made once a snapshot. */
const everyRow = perSnapshot((snapshot) => rowsOf(snapshot, livingWorkspaces(snapshot, null), true))

function rowsOf(snapshot: Snapshot, shown: readonly Workspace[], everybody: boolean): AccessRow[] {
  const cells = new Map<string, AccessCell[]>()
  const held = memberships(snapshot)
  for (const [place, { id }] of shown.entries())
    for (const [userId, { role, inherited }] of held.get(id) ?? []) {
      const cell: AccessCell = [place, role, inherited ? 1 : 0]
      const own = cells.get(userId)
      if (own === undefined) cells.set(userId, [cell])
      else own.push(cell)
    }
  return snapshot.list('user').flatMap(({ id, name, email, role }): AccessRow[] => {
    const own = cells.get(id)
    return own === undefined && !everybody ? [] : [{ id, name, email, role, cells: own ?? [] }]
  })
}

function columnOf(
  snapshot: Snapshot,
  rules: Protected,
  workspace: Workspace,
  read: ReadonlySet<string>,
): AccessWorkspace {
  const { id, name, display_color } = workspace
  const is_default = id === snapshot.defaultWorkspaceId
  return {
    id,
    name,
    display_color,
    is_default,
    is_claude_code: isClaudeCodeWorkspace({ name, is_default }),
    protected: workspaceProtection(rules, workspace),
    read: is_default || read.has(id),
  }
}
