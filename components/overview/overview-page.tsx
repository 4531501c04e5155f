'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { usePerson } from '#components/layout/person-context.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { FreshnessLine } from '#components/table/table-title.tsx'
import { CopyText } from '#components/ui/copy-text.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { SpendSkeleton } from '#components/spend/spend-skeleton.tsx'
import { overviewQuery } from '#lib/client/overview.ts'
import { holds } from '#lib/rules/holds.ts'
import type { Overview } from '#lib/schemas/views.ts'
import { Counts } from './counts.tsx'
import { FindingsPanel } from './findings-panel.tsx'
import { RecentActivity } from './recent-activity.tsx'

/** Read when the page is usable: what needs attention comes first. */
const SpendPanel = dynamic(async () => (await import('#components/spend/spend-panel.tsx')).SpendPanel, {
  ssr: false,
  loading: SpendSkeleton,
})

export function OverviewPage({ first }: { first: Overview }) {
  const query = useQuery(overviewQuery(first))
  const view = query.data
  const seesSpend = holds(usePerson(), 'usage.read').allowed
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
      {seesSpend ? <SpendPanel /> : null}
      <RecentActivity rows={view.activity} />
    </div>
  )
}
