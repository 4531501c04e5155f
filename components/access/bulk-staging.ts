import type { AccessRow, AccessWorkspace } from '#lib/schemas/access-matrix.ts'
import { cellOf } from './access-rules.ts'
import { changeRefusal } from './cell-choices.ts'
import type { Judge } from './cell-choices.ts'
import type { StagedChange } from './staging.ts'

/** What several cells would become, and what had to be left out with the reason. */
export type Proposal = { changes: StagedChange[]; left_out: { workspace: AccessWorkspace; reason: string }[] }

type Wanted = { workspace: AccessWorkspace; from: string | null; to: string | null }

function propose(judge: Judge, member: AccessRow, wanted: readonly Wanted[]): Proposal {
  const proposal: Proposal = { changes: [], left_out: [] }
  for (const { workspace, from, to } of wanted) {
    if (from === to) continue
    const reason = changeRefusal(judge, member, workspace, from, to)
    if (reason === null) proposal.changes.push({ user_id: member.id, workspace_id: workspace.id, from, to })
    else proposal.left_out.push({ workspace, reason })
  }
  return proposal
}

/** Takes a member out of every workspace they were added to; what they inherit stays with their organization role. */
export function removeEverywhere(judge: Judge, member: AccessRow, workspaces: readonly AccessWorkspace[]): Proposal {
  const wanted = member.cells.flatMap(([place, role, inherited]): Wanted[] => {
    const workspace = workspaces[place]
    return workspace === undefined || inherited === 1 ? [] : [{ workspace, from: role, to: null }]
  })
  return propose(judge, member, wanted)
}

/**
 * Gives a member what another one was given: a joiner gets the access of a colleague. `exactly` also takes away what
 * the other does not have. What the other only inherits is not copied, and what the member inherits stays.
 */
export function copyAccess(
  judge: Judge,
  member: AccessRow,
  other: AccessRow,
  workspaces: readonly AccessWorkspace[],
  exactly: boolean,
): Proposal {
  const wanted = workspaces.flatMap((workspace, place): Wanted[] => {
    const [own, theirs] = [cellOf(member, place), cellOf(other, place)]
    const from = own?.[1] ?? null
    if (own?.[2] === 1) return []
    if (theirs !== undefined && theirs[2] === 0) return [{ workspace, from, to: theirs[1] }]
    return exactly && own !== undefined && theirs === undefined ? [{ workspace, from, to: null }] : []
  })
  return propose(judge, member, wanted)
}
