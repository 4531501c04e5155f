import 'server-only'
import type { ImportKind } from '#lib/schemas/jobs.ts'

/** The columns of each kind of table (docs/operations.md): those that must be there, and those that may. */
export const columnsOf: Readonly<Record<ImportKind, { required: readonly string[]; optional: readonly string[] }>> = {
  invites: { required: ['email', 'role'], optional: ['workspaces'] },
  member_roles: { required: ['email', 'role'], optional: [] },
  // Without its column every row would mean a removal, so it must be there even where it is empty.
  workspace_members: { required: ['workspace', 'email', 'workspace_role'], optional: [] },
  key_status: { required: ['key', 'status'], optional: [] },
}
