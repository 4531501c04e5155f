'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { dollars } from '#components/ui/money-words.ts'
import { Panel } from '#components/ui/panel.tsx'
import { ShowMore } from '#components/ui/show-more.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { day } from '#components/ui/time-words.ts'
import { spendQuery } from '#lib/client/usage.ts'
import { pagePaths } from '#lib/paths.ts'
import { isId } from '#lib/schemas/id-patterns.ts'
import type { SpendView, WorkspaceSpend } from '#lib/schemas/usage.ts'
import { shareWords } from './chart-scale.ts'
import { DayChart } from './day-chart.tsx'
import { DataUntil, MeasuredNotice } from './measured-line.tsx'
import { ShareBar } from './share-bar.tsx'
import { SpendSkeleton } from './spend-skeleton.tsx'

const firstShown = 8

/** This month's spend, by day and by workspace. */
export function SpendPanel() {
  const query = useQuery(spendQuery())
  const view = query.data
  return (
    <Panel title="Spend this month" actions={view ? <DataUntil measured={view.cost} /> : undefined}>
      {view === undefined && query.error ? (
        <ErrorState title="Spend could not be loaded" error={query.error} retry={() => void query.refetch()} />
      ) : null}
      {view === undefined ? query.error ? null : <SpendSkeleton /> : <Spend view={view} />}
    </Panel>
  )
}

function Spend({ view }: { view: SpendView }) {
  const [all, setAll] = useState(false)
  const rows = all ? view.workspaces : view.workspaces.slice(0, firstShown)
  const hidden = view.workspaces.length - rows.length
  return (
    <>
      <MeasuredNotice measured={view.cost} />
      <p className="flex flex-wrap items-baseline gap-x-2 px-4 pt-3">
        <span className="figures text-large font-strong">{dollars(view.total_cents)}</span>
        <span className="text-soft">
          {`since ${day(`${view.month}-01`)} (UTC)${view.partial ? ', in your workspaces' : ''}`}
        </span>
      </p>
      <DayChart days={view.days} />
      <div className="border-t border-line">
        <PlainTable
          caption="Spend this month by workspace"
          columns={columnsFor(view)}
          rows={rows}
          keyOf={(row) => row.id}
          empty="No workspace cost anything this month."
        />
      </div>
      <ShowMore hidden={hidden} show={() => setAll(true)} />
      <p className="border-t border-line px-4 py-2 text-small text-soft">
        US dollars as Anthropic’s cost report tells them; Priority Tier is not in it.
      </p>
    </>
  )
}

function columnsFor(view: SpendView): PlainColumn<WorkspaceSpend>[] {
  const most = view.workspaces[0]?.cents ?? '0'
  return [
    { header: 'Workspace', cell: (row) => <WorkspaceName row={row} /> },
    { header: 'Cost', numeric: true, cell: (row) => dollars(row.cents) },
    { header: 'Of all', numeric: true, cell: (row) => shareWords(row.cents, view.total_cents) },
    { header: 'Share', width: 'w-1/3', cell: (row) => <ShareBar cents={row.cents} most={most} /> },
  ]
}

function WorkspaceName({ row }: { row: WorkspaceSpend }) {
  return (
    <span className="inline-flex items-center gap-2">
      {isId('workspace', row.id) ? (
        <Link
          href={`${pagePaths.workspace(row.id)}?tab=usage`}
          prefetch={false}
          className="font-strong hover:underline"
        >
          {row.name}
        </Link>
      ) : (
        row.name
      )}
      {row.is_default && row.name !== 'Default' ? <Badge>Default</Badge> : null}
      {row.archived ? <Badge>Archived</Badge> : null}
    </span>
  )
}
