import { z } from 'zod'
import { inviteId } from './ids.ts'
import { longestAddress, mailAddress } from './mail-address.ts'
import { assignableOrgRoles } from './roles.ts'

export const inviteStatuses = ['pending', 'accepted', 'expired', 'deleted'] as const
export type InviteStatus = (typeof inviteStatuses)[number]

/** Contract 8.3. There is no update and no resend upstream. */
export const inviteSchema = z.object({
  id: z.string(),
  type: z.literal('invite'),
  email: z.string(),
  role: z.string(),
  status: z.string(),
  invited_at: z.string(),
  expires_at: z.string(),
  accepted_at: z.string().nullable().default(null),
  rbac_group_ids: z.array(z.string()).default([]),
})
export type Invite = z.infer<typeof inviteSchema>

export const inviteDeletedSchema = z.object({ id: z.string(), type: z.literal('invite_deleted') })
export type InviteDeleted = z.infer<typeof inviteDeletedSchema>

/** ASCII only, one @: look-alikes and header injection never pass. */
export const inviteEmail = z
  .string()
  .trim()
  .toLowerCase()
  .max(longestAddress, { error: `is longer than ${longestAddress} characters` })
  .regex(mailAddress, { error: 'is not a valid e-mail address' })

export const createInviteInput = z.strictObject({ email: inviteEmail, role: z.enum(assignableOrgRoles) })
export const deleteInviteInput = z.strictObject({ invite_id: inviteId })
/** One act: revoke, then invite again. Without a role the new invite keeps the old one's. */
export const replaceInviteInput = z.strictObject({ invite_id: inviteId, role: z.enum(assignableOrgRoles).optional() })
