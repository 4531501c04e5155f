'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { isOver } from '#components/keys/key-words.ts'
import { ActivityPanel } from '#components/audit/activity-panel.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { SpendSkeleton } from '#components/spend/spend-skeleton.tsx'
import type { TableQuery } from '#components/table/data-table-props.ts'
import { FreshnessLine } from '#components/table/table-title.tsx'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { CopyText } from '#components/ui/copy-text.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Facts } from '#components/ui/panel.tsx'
import { Day } from '#components/ui/time.tsx'
import { workspaceQuery } from '#lib/client/workspaces.ts'
import { pagePaths } from '#lib/paths.ts'
import { workspaceCan } from '#lib/rules/workspace-can.ts'
import type { WorkspaceDetail, WorkspaceRow } from '#lib/schemas/views.ts'
import { NameCell } from './name-cell.tsx'
import { WorkspaceBadges, WorkspaceDot } from './workspace-badges.tsx'
import { WorkspaceKeysTab } from './workspace-keys-tab.tsx'
import { WorkspaceMembersTab } from './workspace-members-tab.tsx'
import { WorkspaceSettingsTab } from './workspace-settings-tab.tsx'
import { WorkspaceTabBar } from './workspace-tab-bar.tsx'
import { workspaceTabOf } from './workspace-tab-rules.ts'
import { residencyWords, tagWords } from './workspace-table-rules.ts'

const WorkspaceUsageTab = dynamic(
  async () => (await import('#components/spend/workspace-usage-tab.tsx')).WorkspaceUsageTab,
  { ssr: false, loading: SpendSkeleton },
)
const WorkspaceDialog = dynamic(async () => (await import('./workspace-dialog.tsx')).WorkspaceDialog, { ssr: false })
const ArchiveDialog = dynamic(async () => (await import('./archive-workspace-dialog.tsx')).ArchiveWorkspaceDialog, {
  ssr: false,
})

const tableHeight = 'h-[max(60dvh,420px)] shrink-0 desk:h-auto desk:min-h-0 desk:shrink'
const scrolling = 'px-4 pb-4 desk:min-h-0 desk:overflow-y-auto desk:px-6'

export function WorkspacePage({ first }: { first: WorkspaceDetail }) {
  const query = useQuery(workspaceQuery(first.workspace.id, first))
  const gone = query.error && 'status' in query.error && query.error.status === 404
  if (gone)
    return (
      <ErrorState level={1} title="This workspace is gone" error={query.error} retry={() => void query.refetch()} />
    )
  return <Whole detail={query.data ?? first} asked={query} />
}

type WholeProps = { detail: WorkspaceDetail; asked: Omit<TableQuery<unknown>, 'data'> }

/** Header, tabs, and the tab the address asks for. A tab that is a table scrolls by itself, like every table page. */
function Whole({ detail, asked }: WholeProps) {
  const tab = workspaceTabOf(useSearchParams().get('tab'))
  const { workspace, members, keys } = detail
  const living = keys.filter((key) => !isOver(key)).length
  return (
    <div className="flex min-h-full flex-col desk:h-full">
      {asked.error ? <Notice tone="caution">Could not look for news: {asked.error.message}</Notice> : null}
      <div className="flex shrink-0 flex-col gap-3 px-4 py-3 desk:px-6">
        <WorkspaceHeader detail={detail} fetching={asked.isFetching} />
        {tab === 'settings' ? null : <WorkspaceFacts workspace={workspace} />}
      </div>
      <WorkspaceTabBar current={tab} counts={{ members: members.length, keys: living }} />
      <div className={cx('flex-1 pt-3', tab === 'members' || tab === 'keys' ? tableHeight : scrolling)}>
        {tab === 'members' ? <WorkspaceMembersTab detail={detail} asked={asked} /> : null}
        {tab === 'keys' ? <WorkspaceKeysTab detail={detail} asked={asked} /> : null}
        {tab === 'usage' ? <WorkspaceUsageTab workspaceId={workspace.id} /> : null}
        {tab === 'activity' ? <ActivityPanel rows={detail.activity} place="in this workspace" /> : null}
        {tab === 'settings' ? <WorkspaceSettingsTab workspace={workspace} /> : null}
      </div>
    </div>
  )
}

function WorkspaceHeader({ detail, fetching }: { detail: WorkspaceDetail; fetching: boolean }) {
  const { workspace } = detail
  const person = usePerson()
  const policy = usePolicy()
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
            <Button
              refusal={policy.refusal(workspaceCan.tag(person, workspace), {
                action: 'workspace.tag',
                protected: workspace.protected,
              })}
              onClick={() => setOpen('edit')}
            >
              Edit…
            </Button>
            <Button
              refusal={policy.refusal(workspaceCan.archive(person, workspace), {
                action: 'workspace.archive',
                protected: workspace.protected,
              })}
              onClick={() => setOpen('archive')}
            >
              Archive…
            </Button>
          </>
        }
      />
      {open === 'edit' ? (
        <WorkspaceDialog
          workspace={workspace}
          nameRefusal={policy.refusal(workspaceCan.rename(person, workspace), {
            action: 'workspace.rename',
            protected: workspace.protected,
          })}
          onClose={close}
        />
      ) : null}
      {open === 'archive' ? <ArchiveDialog workspace={workspace} onClose={close} /> : null}
    </>
  )
}

/** On a narrow screen they stand in the Settings tab only. */
function WorkspaceFacts({ workspace }: { workspace: WorkspaceRow }) {
  const tags = tagWords(workspace.tags)
  return (
    <div className="hidden desk:block">
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
    </div>
  )
}
