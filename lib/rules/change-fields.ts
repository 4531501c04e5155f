/** What an action's input says about whom or what it is for, not about what becomes of it. */
export const placeFields: ReadonlySet<string> = new Set(['user_id', 'invite_id', 'workspace_id', 'api_key_id'])

/** Actions that end what they are about, and the field that tells what is lost. */
export const endings: ReadonlyMap<string, string> = new Map([
  ['member.remove', 'role'],
  ['invite.revoke', 'role'],
  ['workspace_member.remove', 'workspace_role'],
])
