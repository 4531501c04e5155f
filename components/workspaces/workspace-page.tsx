'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { usePerson } from '#components/layout/person-context.tsx'
import { FreshnessLine } from '#components/table/table-title.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyText } from '#components/ui/copy-text.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Facts } from '#components/ui/panel.tsx'
import { refusalOf } from '#components/ui/refusal.ts'
import { Day } from '#components/ui/time.tsx'
import { workspaceQuery } from '#lib/client/workspaces.ts'
import { pagePaths } from '#lib/paths.ts'
import { workspaceCan } from '#lib/rules/workspace-can.ts'
import type { WorkspaceDetail } from '#lib/schemas/views.ts'
import { NameCell } from './name-cell.tsx'
import { WorkspaceActivityPanel } from './workspace-activity-panel.tsx'
import { WorkspaceBadges, WorkspaceDot } from './workspace-badges.tsx'
import { WorkspaceKeysPanel } from './workspace-keys-panel.tsx'
import { WorkspaceMembersPanel } from './workspace-members-panel.tsx'
import { residencyWords, tagWords } from './workspace-table-rules.ts'

const WorkspaceDialog = dynamic(async () => (await import('./workspace-dialog.tsx')).WorkspaceDialog, { ssr: false })
const ArchiveDialog = dynamic(async () => (await import('./archive-workspace-dialog.tsx')).ArchiveWorkspaceDialog, {
  ssr: false,
})

export function WorkspacePage({ first }: { first: WorkspaceDetail }) {
  const query = useQuery(workspaceQuery(first.workspace.id, first))
  const gone = query.error && 'status' in query.error && query.error.status === 404
  if (gone)
    return (
      <ErrorState level={1} title="This workspace is gone" error={query.error} retry={() => void query.refetch()} />
    )
  const detail = query.data ?? first
  return (
    <div className="mx-auto flex max-w-[1080px] flex-col gap-6 px-4 py-4 desk:px-6">
      {query.error ? <Notice tone="caution">Could not look for news: {query.error.message}</Notice> : null}
      <WorkspaceHeader detail={detail} fetching={query.isFetching} />
      <WorkspaceMembersPanel detail={detail} />
      <WorkspaceKeysPanel keys={detail.keys} />
      <WorkspaceActivityPanel rows={detail.activity} />
    </div>
  )
}

function WorkspaceHeader({ detail, fetching }: { detail: WorkspaceDetail; fetching: boolean }) {
  const { workspace } = detail
  const person = usePerson()
  const [open, setOpen] = useState<'edit' | 'archive' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      <PageHeader
        above={
          <Link href={pagePaths.workspaces()} prefetch={false} className="hover:text-ink hover:underline">
            Workspaces
          </Link>
        }
        title={
          <span className="flex min-w-0 flex-wrap items-center gap-2">
            <WorkspaceDot color={workspace.display_color} />
            {workspace.name}
            <WorkspaceBadges row={workspace} />
          </span>
        }
        actions={
          <>
            <FreshnessLine freshness={detail} fetching={fetching} />
            <Button refusal={refusalOf(workspaceCan.tag(person, workspace))} onClick={() => setOpen('edit')}>
              Edit…
            </Button>
            <Button refusal={refusalOf(workspaceCan.archive(person, workspace))} onClick={() => setOpen('archive')}>
              Archive…
            </Button>
          </>
        }
      />
      <WorkspaceFacts detail={detail} />
      {open === 'edit' ? (
        <WorkspaceDialog
          workspace={workspace}
          nameRefusal={refusalOf(workspaceCan.rename(person, workspace))}
          onClose={close}
        />
      ) : null}
      {open === 'archive' ? <ArchiveDialog workspace={workspace} onClose={close} /> : null}
    </>
  )
}

function WorkspaceFacts({ detail }: { detail: WorkspaceDetail }) {
  const { workspace } = detail
  const tags = tagWords(workspace.tags)
  return (
    <Facts
      facts={[
        {
          label: 'Name',
          value: (
            <span className="block w-64">
              <NameCell workspace={workspace} />
            </span>
          ),
        },
        { label: 'Tags', value: tags.length === 0 ? <span className="text-soft">None</span> : tags.join(', ') },
        { label: 'Residency', value: residencyWords(workspace) },
        { label: 'Active keys', value: <span className="figures">{workspace.active_keys}</span> },
        { label: 'Created', value: <Day at={workspace.created_at} /> },
        ...(workspace.archived_at === null ? [] : [{ label: 'Archived', value: <Day at={workspace.archived_at} /> }]),
        { label: 'Id', value: <CopyText text={workspace.id} what="id" /> },
      ]}
    />
  )
}
