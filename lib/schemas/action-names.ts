/** Every word the audit log has for a change upstream. The catalogue of actions is checked against this list. */
export const actionNames = [
  'invite.create',
  'invite.revoke',
  'invite.resend',
  'invite.change_role',
  'member.change_role',
  'member.remove',
  'workspace.create',
  'workspace.rename',
  'workspace.tag',
  'workspace.update',
  'workspace.archive',
  'workspace_member.add',
  'workspace_member.change_role',
  'workspace_member.remove',
  'key.rename',
  'key.enable',
  'key.disable',
  'key.archive',
] as const
export type ActionName = (typeof actionNames)[number]
