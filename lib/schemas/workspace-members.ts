import { z } from 'zod'
import { userId, workspaceId } from './ids.ts'
import { assignableWorkspaceRoles } from './roles.ts'

/** Contract 8.5: no id, no name; the cursor is the user's id. */
export const workspaceMemberSchema = z.object({
  type: z.literal('workspace_member'),
  user_id: z.string(),
  workspace_id: z.string(),
  workspace_role: z.string(),
})
export type WorkspaceMember = z.infer<typeof workspaceMemberSchema>

export const workspaceMemberDeletedSchema = z.object({
  type: z.literal('workspace_member_deleted'),
  user_id: z.string(),
  workspace_id: z.string(),
})
export type WorkspaceMemberDeleted = z.infer<typeof workspaceMemberDeletedSchema>

const role = z.enum(assignableWorkspaceRoles)

export const addWorkspaceMemberInput = z.strictObject({
  workspace_id: workspaceId,
  user_id: userId,
  workspace_role: role,
})
export const changeWorkspaceRoleInput = addWorkspaceMemberInput
export const removeWorkspaceMemberInput = z.strictObject({ workspace_id: workspaceId, user_id: userId })
