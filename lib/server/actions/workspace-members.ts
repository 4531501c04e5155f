import 'server-only'
import { workspaceMemberCan } from '#lib/rules/workspace-can.ts'
import type { WorkspaceFacts } from '#lib/rules/workspace-can.ts'
import type { Member } from '#lib/schemas/members.ts'
import { assignableWorkspaceRoles, roleName } from '#lib/schemas/roles.ts'
import type { AssignableWorkspaceRole } from '#lib/schemas/roles.ts'
import {
  addWorkspaceMemberInput,
  changeWorkspaceRoleInput,
  removeWorkspaceMemberInput,
} from '#lib/schemas/workspace-members.ts'
import { workspaceMemberSchema } from '#lib/schemas/workspace-members.ts'
import type { WorkspaceMember } from '#lib/schemas/workspace-members.ts'
import { z } from 'zod'
import { placeWorkspaceMember } from '#lib/server/mirror/kinds.ts'
import { defineAction } from './define.ts'
import type { ActionContext, Target } from './define.ts'
import { desiredState, isGone, unlessAbsent } from './read-back.ts'

type Place = { workspace_id: string; user_id: string }
type Newcomer = { workspace: WorkspaceFacts; member: Member }
type Loaded = Newcomer & { row: WorkspaceMember }

function target({ workspace_id, user_id }: Place): Target {
  return { kind: 'workspace_member', id: user_id, workspace_id }
}

async function loadNewcomer({ admin, workspaceFacts }: ActionContext, place: Place): Promise<Newcomer> {
  const [workspace, member] = await Promise.all([
    workspaceFacts(place.workspace_id),
    admin.users.retrieve(place.user_id),
  ])
  return { workspace, member: member.value }
}

async function loadMember(context: ActionContext, place: Place): Promise<Loaded> {
  const [newcomer, row] = await Promise.all([
    loadNewcomer(context, place),
    context.admin.workspaceMembers.retrieve(place.workspace_id, place.user_id),
  ])
  return { ...newcomer, row: row.value }
}

export const addWorkspaceMember = defineAction({
  names: ['workspace_member.add'],
  name: () => 'workspace_member.add',
  power: () => 'workspace_members.add',
  input: addWorkspaceMemberInput,
  target,
  load: loadNewcomer,
  object: z.null(),
  objectBefore: () => null,
  policyFacts: (_, { workspace_role }) => ({ workspace_role }),
  check: (person, { workspace, member }, { workspace_role }) =>
    workspaceMemberCan.add(person, workspace, member, workspace_role),
  perform: ({ admin }, { workspace_id, ...body }) => admin.workspaceMembers.add(workspace_id, body),
  readBack: ({ admin }, { workspace_id, user_id, workspace_role }) =>
    unlessAbsent(
      desiredState(
        () => admin.workspaceMembers.retrieve(workspace_id, user_id),
        (row) => row.workspace_role === workspace_role,
      ),
    ),
  effects: (row) => ({ upserts: [placeWorkspaceMember(row)] }),
  undo: ({ input: { workspace_id, user_id } }) => ({
    action: 'workspace_member.remove',
    input: { workspace_id, user_id },
  }),
  describe: ({ workspace, member }, { workspace_role }) =>
    `Add ${member.email} to ${workspace.name} as ${roleName(workspace_role)}`,
})

export const changeWorkspaceRole = defineAction({
  names: ['workspace_member.change_role'],
  name: () => 'workspace_member.change_role',
  power: () => 'workspace_members.change_role',
  input: changeWorkspaceRoleInput,
  target,
  load: loadMember,
  object: workspaceMemberSchema,
  objectBefore: ({ row }) => row,
  policyFacts: ({ row }, { workspace_role }) => ({ workspace_role, held_workspace_role: row.workspace_role }),
  check: (person, { workspace, member, row }, { workspace_role }) =>
    workspaceMemberCan.changeRole(person, workspace, member, row.workspace_role, workspace_role),
  perform: ({ admin }, { workspace_id, user_id, workspace_role }) =>
    admin.workspaceMembers.update(workspace_id, user_id, { workspace_role }),
  readBack: ({ admin }, { workspace_id, user_id, workspace_role }) =>
    desiredState(
      () => admin.workspaceMembers.retrieve(workspace_id, user_id),
      (row) => row.workspace_role === workspace_role,
    ),
  effects: (row) => ({ upserts: [placeWorkspaceMember(row)] }),
  // The inherited billing role cannot be given back (contract 7.2).
  undo: ({ input, object: { workspace_role } }) =>
    isAssignable(workspace_role)
      ? { action: 'workspace_member.change_role', input: { ...input, workspace_role } }
      : null,
  describe: ({ workspace, member, row }, { workspace_role }) =>
    `Change ${member.email} in ${workspace.name} from ${roleName(row.workspace_role)} to ${roleName(workspace_role)}`,
})

export const removeWorkspaceMember = defineAction({
  names: ['workspace_member.remove'],
  name: () => 'workspace_member.remove',
  power: () => 'workspace_members.remove',
  input: removeWorkspaceMemberInput,
  target,
  load: loadMember,
  object: workspaceMemberSchema,
  objectBefore: ({ row }) => row,
  policyFacts: ({ row }) => ({ held_workspace_role: row.workspace_role }),
  check: (person, { workspace, member, row }) =>
    workspaceMemberCan.remove(person, workspace, member, row.workspace_role),
  perform: ({ admin }, { workspace_id, user_id }) => admin.workspaceMembers.remove(workspace_id, user_id),
  readBack: ({ admin }, { workspace_id, user_id }) =>
    isGone(() => admin.workspaceMembers.retrieve(workspace_id, user_id), {
      type: 'workspace_member_deleted' as const,
      user_id,
      workspace_id,
    }),
  undo: ({ input, object: { workspace_role } }) =>
    isAssignable(workspace_role) ? { action: 'workspace_member.add', input: { ...input, workspace_role } } : null,
  effects: (_, { row }) => ({ deletions: [{ kind: 'workspace_member', parent: row.workspace_id, id: row.user_id }] }),
  describe: ({ workspace, member }) => `Remove ${member.email} from ${workspace.name}`,
})

function isAssignable(role: string): role is AssignableWorkspaceRole {
  return assignableWorkspaceRoles.some((candidate) => candidate === role)
}
