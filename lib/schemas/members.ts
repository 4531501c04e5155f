import { z } from 'zod'
import { userId } from './ids.ts'
import { assignableOrgRoles } from './roles.ts'

/** A member of the Claude organization: upstream calls it a user (contract 8.2). Roles stay open on reads (H5). */
export const memberSchema = z.object({
  id: z.string(),
  type: z.literal('user'),
  email: z.string(),
  name: z.string(),
  role: z.string(),
  added_at: z.string(),
})
export type Member = z.infer<typeof memberSchema>

export const memberDeletedSchema = z.object({ id: z.string(), type: z.literal('user_deleted') })
export type MemberDeleted = z.infer<typeof memberDeletedSchema>

export const changeMemberRoleInput = z.strictObject({ user_id: userId, role: z.enum(assignableOrgRoles) })
export const removeMemberInput = z.strictObject({ user_id: userId })
