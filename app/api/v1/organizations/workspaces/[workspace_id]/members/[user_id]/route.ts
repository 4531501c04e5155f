import { changeWorkspaceRole, removeWorkspaceMember } from '#lib/server/actions/workspace-members.ts'
import { read, write } from '#lib/server/http/route.ts'
import { retrieveWorkspaceMember } from '#lib/server/reads/workspace-members.ts'

export const GET = read(retrieveWorkspaceMember)
export const POST = write(changeWorkspaceRole)
export const DELETE = write(removeWorkspaceMember)
