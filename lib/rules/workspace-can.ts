import type { Member } from '#lib/schemas/members.ts'
import type { Person } from '#lib/schemas/person.ts'
import { orgRolesWithEveryWorkspace, roleName } from '#lib/schemas/roles.ts'
import { workspaceRolesWithin } from './ceilings.ts'
import { holds, holdsIn } from './holds.ts'
import { extentOf } from './permissions.ts'
import { isSelf } from './member-can.ts'
import { firstRefusal, impossible, notPermitted, yes } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** What rules need to know of a workspace. `is_default` comes from the mirror: nothing in the object marks it. */
export type WorkspaceFacts = { id: string; name: string; archived_at: string | null; is_default: boolean }

/** Contract 8.4: nothing marks the Claude Code workspace but its name. */
export function isClaudeCodeWorkspace(workspace: Pick<WorkspaceFacts, 'name' | 'is_default'>): boolean {
  return !workspace.is_default && workspace.name === 'Claude Code'
}

function notArchived(workspace: WorkspaceFacts): Verdict {
  return workspace.archived_at === null
    ? yes
    : impossible(
        'workspace_archived',
        'This workspace is archived; archived workspaces cannot be changed or brought back.',
      )
}

function notDefault(workspace: WorkspaceFacts, why: string): Verdict {
  return workspace.is_default ? impossible('default_workspace', why) : yes
}

export const workspaceCan = {
  create: (person: Person): Verdict => holds(person, 'workspaces.create'),
  rename: (person: Person, workspace: WorkspaceFacts): Verdict =>
    firstRefusal(
      () => holdsIn(person, 'workspaces.update', workspace.id),
      () => notArchived(workspace),
      () => notDefault(workspace, 'The Default Workspace cannot be renamed.'),
      () =>
        isClaudeCodeWorkspace(workspace)
          ? impossible(
              'claude_code_workspace',
              'The Claude Code workspace is protected, and nothing marks it but its name, so it cannot be renamed here.',
            )
          : yes,
    ),
  /** Where its data may be processed, under whose key: not a team's to decide. */
  configure: (person: Person, workspace: WorkspaceFacts): Verdict =>
    firstRefusal(
      () => holdsIn(person, 'workspaces.update', workspace.id),
      () =>
        extentOf(person, 'workspaces.update') === 'all'
          ? yes
          : notPermitted(
              'above_ceiling',
              'Only a portal admin can change a workspace’s data residency, encryption key or user profile.',
            ),
      () => notArchived(workspace),
    ),
  tag: (person: Person, workspace: WorkspaceFacts): Verdict =>
    firstRefusal(
      () => holdsIn(person, 'workspaces.update', workspace.id),
      () => notArchived(workspace),
    ),
  archive: (person: Person, workspace: WorkspaceFacts): Verdict =>
    firstRefusal(
      () => holdsIn(person, 'workspaces.archive', workspace.id),
      () => notArchived(workspace),
      () => notDefault(workspace, 'The Default Workspace cannot be archived.'),
      () =>
        isClaudeCodeWorkspace(workspace)
          ? impossible(
              'claude_code_workspace',
              'The Claude Code workspace is protected: archiving it ends Claude Code sign-in for everyone.',
            )
          : yes,
    ),
}

function takesMembers(workspace: WorkspaceFacts): Verdict {
  return firstRefusal(
    () => notArchived(workspace),
    () =>
      notDefault(workspace, 'The Default Workspace has no members of its own; access follows the organization role.'),
  )
}

function withinCeiling(person: Person, role: string): Verdict {
  if (role === 'workspace_billing')
    return impossible(
      'workspace_billing_inherited',
      'Workspace billing comes with the organization role Billing; it cannot be given.',
    )
  return workspaceRolesWithin(person.role).includes(role)
    ? yes
    : notPermitted(
        'above_ceiling',
        `Only a portal admin or this workspace's manager can give or change the ${roleName(role)} role.`,
      )
}

function notInherited(member: Pick<Member, 'role'>, role: string | null): Verdict {
  if (orgRolesWithEveryWorkspace.includes(member.role))
    return impossible(
      'inherited_role',
      `Organization ${roleName(member.role).toLowerCase()}s are admin of every workspace; this cannot be changed here.`,
    )
  if (member.role === 'billing' && role !== 'workspace_admin')
    return impossible(
      'inherited_role',
      'Workspace billing comes with the organization role Billing; it can only be raised to workspace admin.',
    )
  return yes
}

function notOneself(person: Person, member: Pick<Member, 'email'>): Verdict {
  return isSelf(person, member)
    ? notPermitted('own_access', 'You cannot change your own access. Another portal admin can.')
    : yes
}

/** `member` is the organization member behind the row; `current` the workspace role held now; `role` the one wanted. */
export const workspaceMemberCan = {
  add: (person: Person, workspace: WorkspaceFacts, member?: Pick<Member, 'email' | 'role'>, role?: string): Verdict =>
    firstRefusal(
      () => holdsIn(person, 'workspace_members.add', workspace.id),
      () => takesMembers(workspace),
      () => (member === undefined ? yes : notOneself(person, member)),
      () => (role === undefined ? yes : withinCeiling(person, role)),
    ),
  changeRole: (
    person: Person,
    workspace: WorkspaceFacts,
    member: Pick<Member, 'email' | 'role'>,
    current: string,
    role?: string,
  ): Verdict =>
    firstRefusal(
      () => holdsIn(person, 'workspace_members.change_role', workspace.id),
      () => takesMembers(workspace),
      () => notOneself(person, member),
      () => notInherited(member, role ?? 'workspace_admin'),
      () => (current === 'workspace_billing' ? yes : withinCeiling(person, current)),
      () => (role === undefined ? yes : withinCeiling(person, role)),
    ),
  remove: (
    person: Person,
    workspace: WorkspaceFacts,
    member: Pick<Member, 'email' | 'role'>,
    current: string,
  ): Verdict =>
    firstRefusal(
      () => holdsIn(person, 'workspace_members.remove', workspace.id),
      () => takesMembers(workspace),
      () => notOneself(person, member),
      () => notInherited(member, null),
      () => withinCeiling(person, current),
    ),
}
