import type { PolicyHere } from '#components/layout/policy-context.tsx'
import { workspaceMemberCan } from '#lib/rules/workspace-can.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import type { AccessRow, AccessWorkspace } from '#lib/schemas/access-matrix.ts'
import type { Person } from '#lib/schemas/person.ts'
import { assignableWorkspaceRoles, roleName } from '#lib/schemas/roles.ts'

/** Who looks, and the rules they look with. */
export type Judge = { person: Person; refusal: PolicyHere['refusal'] }

export type CellChoice = { to: string | null; label: string; refusal: string | null }

const notRead = 'The members of this workspace have not been read yet. Wait until they are.'

/** Why this cell may not become `to`; null when it may. The same rules, in the same order, as the server asks. */
export function changeRefusal(
  { person, refusal }: Judge,
  member: AccessRow,
  workspace: AccessWorkspace,
  from: string | null,
  to: string | null,
): string | null {
  if (!workspace.read) return notRead
  const facts = { id: workspace.id, name: workspace.name, is_default: workspace.is_default, archived_at: null }
  const policy = { protected: workspace.protected }
  const given = to === null ? {} : { workspace_role: to }
  const held = from === null ? {} : { held_workspace_role: from }
  if (from === null)
    return refusal(workspaceMemberCan.add(person, facts, member, to ?? undefined), {
      ...policy,
      ...given,
      action: 'workspace_member.add',
    })
  const verdict: Verdict =
    to === null
      ? workspaceMemberCan.remove(person, facts, member, from)
      : workspaceMemberCan.changeRole(person, facts, member, from, to)
  const action = to === null ? 'workspace_member.remove' : 'workspace_member.change_role'
  return refusal(verdict, { ...policy, ...given, ...held, action })
}

/** What the cell may become: every role that can be given, and none at all. What it holds now is never refused. */
export function choicesFor(
  judge: Judge,
  member: AccessRow,
  workspace: AccessWorkspace,
  from: string | null,
): CellChoice[] {
  return [null, ...assignableWorkspaceRoles].map((to) => ({
    to,
    label: to === null ? 'No access' : roleName(to),
    refusal: to === from ? null : changeRefusal(judge, member, workspace, from, to),
  }))
}

/** Why the cell cannot be edited at all; null when at least one change of it may be wanted. */
export function cellRefusal(
  judge: Judge,
  member: AccessRow,
  workspace: AccessWorkspace,
  from: string | null,
): string | null {
  const changes = choicesFor(judge, member, workspace, from).filter(({ to }) => to !== from)
  if (changes.some(({ refusal }) => refusal === null)) return null
  return changes.at(-1)?.refusal ?? null
}
