import { addWorkspaceMember } from '#lib/server/actions/workspace-members.ts'
import { read, write } from '#lib/server/http/route.ts'
import { listWorkspaceMembers } from '#lib/server/reads/workspace-members.ts'

export const GET = read(listWorkspaceMembers)
export const POST = write(addWorkspaceMember)
