import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { WorkspacePage } from '#components/workspaces/workspace-page.tsx'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readWorkspace } from '#lib/server/views/workspaces.ts'

export const metadata: Metadata = { title: 'Workspace' }

export default async function WorkspaceDetailPage({ params }: { params: Promise<{ workspaceId: string }> }) {
  const [{ workspaceId }, person] = await Promise.all([params, requirePerson()])
  const detail = await readWorkspace(person, workspaceId)
  if (detail === null) notFound()
  return <WorkspacePage first={detail} />
}
