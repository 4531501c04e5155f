import type { AccessMatrix, AccessRow, AccessWorkspace } from '#lib/schemas/access-matrix.ts'
import type { Change } from '#lib/schemas/jobs.ts'
import { cellOf } from './access-rules.ts'

/** A change to one cell that somebody wants and nobody has made yet. `from` is the role as they saw it; null is none. */
export type StagedChange = { user_id: string; workspace_id: string; from: string | null; to: string | null }

export function keyOf({ user_id, workspace_id }: Pick<StagedChange, 'user_id' | 'workspace_id'>): string {
  return `${user_id}/${workspace_id}`
}

/** Adds changes to those staged. A later change of a cell takes the place of an earlier one; back to what is, it goes. */
export function stage(staged: readonly StagedChange[], changes: readonly StagedChange[]): readonly StagedChange[] {
  const next = new Map(staged.map((change) => [keyOf(change), change]))
  for (const change of changes) {
    if (change.from === change.to) next.delete(keyOf(change))
    else next.set(keyOf(change), change)
  }
  return [...next.values()]
}

export function unstage(staged: readonly StagedChange[], dropped: readonly StagedChange[]): readonly StagedChange[] {
  const keys = new Set(dropped.map(keyOf))
  return staged.filter((change) => !keys.has(keyOf(change)))
}

/** As the words of a job. What was seen must still hold when its turn comes. */
export function changesOf(staged: readonly StagedChange[]): Change[] {
  return staged.map(({ user_id, workspace_id, from, to }): Change => {
    const place = { workspace_id, user_id }
    if (from === null) return { action: 'workspace_member.add', input: { ...place, workspace_role: to } }
    const expects = { workspace_role: from }
    return to === null
      ? { action: 'workspace_member.remove', input: place, expects }
      : { action: 'workspace_member.change_role', input: { ...place, workspace_role: to }, expects }
  })
}

/** A staged change with whom and where it is about, as they are now. `moved`: the role is not the one seen any more. */
export type StagedLine = StagedChange & {
  member: AccessRow | undefined
  workspace: AccessWorkspace | undefined
  moved: { now: string | null } | null
}

/**
 * The staged changes beside the newest view, in the order of its members. What somebody else has done meanwhile is left
 * out: the cell already holds what was wanted.
 */
export function stagedLines(
  staged: readonly StagedChange[],
  view: Pick<AccessMatrix, 'rows' | 'workspaces' | 'total'>,
): StagedLine[] {
  if (staged.length === 0) return []
  const wanted = new Set(staged.map(({ user_id }) => user_id))
  const members = new Map(view.rows.filter(({ id }) => wanted.has(id)).map((row) => [row.id, row]))
  const places = new Map(view.workspaces.map(({ id }, place) => [id, place]))
  const rank = new Map([...members.keys()].map((id, at) => [id, at]))
  const lines = staged.flatMap((change): StagedLine[] => {
    const member = members.get(change.user_id)
    const place = places.get(change.workspace_id)
    const workspace = place === undefined ? undefined : view.workspaces[place]
    if (member === undefined || place === undefined) return [{ ...change, member, workspace, moved: null }]
    const now = cellOf(member, place)?.[1] ?? null
    if (now === change.to) return []
    return [{ ...change, member, workspace, moved: now === change.from ? null : { now } }]
  })
  const at = ({ user_id }: StagedChange) => rank.get(user_id) ?? rank.size
  return lines.sort((a, b) => at(a) - at(b))
}
