import type { Member } from '#lib/schemas/members.ts'
import type { Workspace } from '#lib/schemas/workspaces.ts'
import { day, formatTime } from './clock.ts'
import { archivedWorkspaceNames, regions, workspaceNames } from './names.ts'
import type { Random } from './random.ts'
import type { Dated } from './seed-people.ts'
import { newWorkspace } from './workspaces.ts'

/** Nothing in the object marks it; clients know it by this name (contract 8.4). */
export const claudeCodeWorkspaceName = 'Claude Code'

export type SeededWorkspaces = {
  all: Dated<Workspace>[]
  fallback: Workspace
  claudeCode: Workspace | undefined
  ordinary: Workspace[]
  archived: Workspace[]
}

/**
 * `count` workspaces that a plain list shows, the Claude Code one among them; beside these the
 * default one and two archived ones.
 */
export function seedWorkspaces(random: Random, count: number, now: number): SeededWorkspaces {
  const all: Dated<Workspace>[] = []
  const make = (name: string, age: number): Workspace => {
    const time = Math.floor(now - age)
    const workspace = newWorkspace({ random }, name, time)
    all.push({ item: workspace, time })
    return workspace
  }
  const fallback = make('Default', 735 * day)
  const claudeCode = count > 0 ? make(claudeCodeWorkspaceName, 500 * day) : undefined
  const ordinary: Workspace[] = []
  for (let index = 0; index < count - 1; index += 1) {
    const workspace = make(workspaceName(index), (720 * day * (count - index)) / (count + 1) - random.below(day))
    workspace.tags = ordinaryTags(index)
    ordinary.push(workspace)
  }
  const archived = archivedWorkspaceNames.map((name, index) => {
    const workspace = make(name, (600 - index * 90) * day)
    workspace.archived_at = formatTime(Math.floor(now - (90 - index * 30) * day))
    return workspace
  })
  return { all, fallback, claudeCode, ordinary, archived }
}

function workspaceName(index: number): string {
  const name = workspaceNames[index % workspaceNames.length] ?? 'Workspace'
  const round = Math.floor(index / workspaceNames.length)
  return round === 0 ? name : `${name} ${regions[(round - 1) % regions.length]}`
}

function ordinaryTags(index: number): Record<string, string> {
  if (index === 0) return { environment: 'production', team: 'platform' }
  return index % 3 === 0 ? { team: regions[index % regions.length] ?? 'EU' } : {}
}

const explicitRoles = [
  'workspace_developer', 'workspace_developer', 'workspace_developer', 'workspace_user', 'workspace_user',
  'workspace_restricted_developer', 'workspace_admin',
] // prettier-ignore

/** workspace id → user id → role; some hold a row although they inherit a role (contract 18). */
export function seedMembers(
  random: Random,
  workspaces: SeededWorkspaces,
  users: readonly Dated<Member>[],
): Map<string, Map<string, string>> {
  const rows = new Map<string, Map<string, string>>(workspaces.all.map(({ item }) => [item.id, new Map()]))
  const joinable = users
    .map(({ item }) => item)
    .filter((user) => !['primary_owner', 'admin', 'billing'].includes(user.role))
  if (joinable.length > 0) {
    for (const workspace of [...workspaces.ordinary, ...workspaces.archived]) {
      const size = 3 + random.below(Math.min(37, Math.max(1, Math.floor(joinable.length / 2))))
      for (let index = 0; index < size; index += 1) {
        rows.get(workspace.id)?.set(random.pick(joinable).id, random.pick(explicitRoles))
      }
    }
  }
  const coders = joinable.filter((user) => user.role === 'claude_code_user').slice(0, 60)
  for (const user of coders) rows.get(workspaces.claudeCode?.id ?? '')?.set(user.id, 'workspace_user')
  const admin = users.find(({ item }) => item.role === 'admin')?.item
  const [first] = workspaces.ordinary
  if (admin !== undefined && first !== undefined) rows.get(first.id)?.set(admin.id, 'workspace_developer')
  return rows
}
