import 'server-only'
import { z } from 'zod'
import type { ControlDoor } from '#lib/emulator/control-client.ts'
import { inviteSchema } from '#lib/schemas/invites.ts'
import { apiKeySchema } from '#lib/schemas/keys.ts'
import { memberSchema } from '#lib/schemas/members.ts'
import { workspaceMemberSchema } from '#lib/schemas/workspace-members.ts'
import { workspaceSchema } from '#lib/schemas/workspaces.ts'

const worldSchema = z.object({
  organization: z.object({ id: z.string(), name: z.string() }),
  users: z.array(memberSchema),
  invites: z.array(inviteSchema),
  workspaces: z.array(workspaceSchema),
  workspace_members: z.array(workspaceMemberSchema.omit({ type: true }).extend({ inherited: z.boolean() })),
  api_keys: z.array(apiKeySchema),
})
export type WorldState = z.infer<typeof worldSchema>

/** The emulated organization as it truly is, through the control door. */
export async function worldOf(door: ControlDoor): Promise<WorldState> {
  return worldSchema.parse(await door.get('/world'))
}
