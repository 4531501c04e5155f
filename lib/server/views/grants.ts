import 'server-only'
import type { GrantsView } from '#lib/schemas/access.ts'
import { listGrants } from '#lib/server/auth/grants.ts'
import { textList } from '#lib/server/auth/roles.ts'
import { getRuntime } from '#lib/server/runtime.ts'

/** Every grant made in Settings, those that have ended by themselves with them. */
export async function readGrants(): Promise<GrantsView> {
  const { db } = (await getRuntime()).database
  const people = await db.selectFrom('person').select(['id', 'name', 'email']).execute()
  const names = new Map(people.map(({ id, name, email }) => [id, email === '' ? name : `${name} (${email})`]))
  const grants = (await listGrants(db)).map((grant) => ({
    id: grant.id,
    subject_kind: grant.subject_kind === 'person' ? ('person' as const) : ('group' as const),
    subject: grant.subject_kind === 'person' ? (names.get(grant.subject) ?? grant.subject) : grant.subject,
    role: grant.role,
    workspaces: grant.role === 'workspace_manager' ? textList(grant.workspaces ?? '[]') : null,
    until: grant.until_ms === null ? null : new Date(grant.until_ms).toISOString(),
    created_at: new Date(grant.created_ms).toISOString(),
    created_by: grant.created_by,
  }))
  return { grants }
}
