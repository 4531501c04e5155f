import 'server-only'
import { memberCan } from '#lib/rules/member-can.ts'
import { changeMemberRoleInput, memberSchema, removeMemberInput } from '#lib/schemas/members.ts'
import { roleName } from '#lib/schemas/roles.ts'
import { placeMember } from '#lib/server/mirror/kinds.ts'
import { defineAction } from './define.ts'
import { desiredState, isGone } from './read-back.ts'

export const changeMemberRole = defineAction({
  names: ['member.change_role'],
  name: () => 'member.change_role',
  power: () => 'members.change_role',
  input: changeMemberRoleInput,
  target: ({ user_id }) => ({ kind: 'user', id: user_id, workspace_id: null }),
  object: memberSchema,
  load: async ({ admin }, { user_id }) => (await admin.users.retrieve(user_id)).value,
  policyFacts: (member, { role }) => ({ org_role: role, held_org_role: member.role }),
  check: (person, member, { role }) => memberCan.changeRole(person, member, role),
  perform: ({ admin }, { user_id, role }) => admin.users.update(user_id, { role }),
  readBack: ({ admin }, { user_id, role }) =>
    desiredState(
      () => admin.users.retrieve(user_id),
      (member) => member.role === role,
    ),
  // The billing role carries a row in every workspace's member list (contract 7.2).
  effects: (member, before) => ({
    upserts: [placeMember(member)],
    stale: member.role === 'billing' || before.role === 'billing' ? ['workspace_member'] : [],
  }),
  undo: ({ input, object }) => ({ action: 'member.change_role', input: { ...input, role: object.role } }),
  describe: (member, { role }) => `Change ${member.email} from ${roleName(member.role)} to ${roleName(role)}`,
})

/** DANGER: their personal keys are archived with them; a later invite does not bring those back (contract 9). */
export const removeMember = defineAction({
  names: ['member.remove'],
  name: () => 'member.remove',
  power: () => 'members.remove',
  stepUp: () => true,
  input: removeMemberInput,
  target: ({ user_id }) => ({ kind: 'user', id: user_id, workspace_id: null }),
  object: memberSchema,
  load: async ({ admin }, { user_id }) => (await admin.users.retrieve(user_id)).value,
  policyFacts: (member) => ({ held_org_role: member.role }),
  check: (person, member) => memberCan.remove(person, member),
  perform: ({ admin }, { user_id }) => admin.users.remove(user_id),
  readBack: ({ admin }, { user_id }) =>
    isGone(() => admin.users.retrieve(user_id), { id: user_id, type: 'user_deleted' as const }),
  effects: (_, member) => ({
    deletions: [
      { kind: 'user', parent: '', id: member.id },
      { kind: 'workspace_member', parent: null, id: member.id },
    ],
    stale: ['api_key'],
  }),
  describe: (member) => `Remove ${member.email} from the organization`,
})
