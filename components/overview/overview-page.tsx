'use client'
import { useQuery } from '@tanstack/react-query'
import { PageHeader } from '#components/layout/page-header.tsx'
import { FreshnessLine } from '#components/table/table-title.tsx'
import { CopyText } from '#components/ui/copy-text.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { overviewQuery } from '#lib/client/overview.ts'
import type { Overview } from '#lib/schemas/views.ts'
import { Counts } from './counts.tsx'
import { FindingsPanel } from './findings-panel.tsx'
import { RecentActivity } from './recent-activity.tsx'

export function OverviewPage({ first }: { first: Overview }) {
  const query = useQuery(overviewQuery(first))
  const view = query.data
  const { organization } = view
  return (
    <div className="mx-auto flex max-w-[1080px] flex-col gap-6 px-4 py-4 desk:px-6">
      {query.error ? (
        <Notice tone="caution">Could not look for news: {query.error.message} What you see may be old.</Notice>
      ) : null}
      <PageHeader
        title={organization.name || 'Overview'}
        below={organization.id ? <CopyText text={organization.id} what="organization id" /> : null}
        actions={<FreshnessLine freshness={view} fetching={query.isFetching} />}
      />
      <Counts counts={view.counts} />
      <FindingsPanel findings={view.findings} complete={view.complete} />
      <RecentActivity rows={view.activity} />
    </div>
  )
}
