import type { Metadata } from 'next'
import { firstRows } from '#components/table/first-rows.ts'
import type { SearchParams } from '#components/table/table-address.ts'
import { workspaceTableRules } from '#components/workspaces/workspace-table-rules.ts'
import { WorkspacesTable } from '#components/workspaces/workspaces-table.tsx'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readWorkspaces } from '#lib/server/views/workspaces.ts'

export const metadata: Metadata = { title: 'Workspaces' }

export default async function WorkspacesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const view = await readWorkspaces(await requirePerson())
  return <WorkspacesTable first={firstRows(view, await searchParams, workspaceTableRules)} />
}
