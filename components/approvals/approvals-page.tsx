'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { usePathname, useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { usePerson } from '#components/layout/person-context.tsx'
import { TabBar } from '#components/layout/tab-bar.tsx'
import { DataTable } from '#components/table/data-table.tsx'
import type { FirstRows } from '#components/table/first-rows.ts'
import { FreshnessLine } from '#components/table/table-title.tsx'
import { proposalsQuery } from '#lib/client/proposals.ts'
import type { ProposalRow, View } from '#lib/schemas/views.ts'
import { approvalTabNames, approvalTabOf, approvalTabs, rowsOfTab } from './approval-tab-rules.ts'
import type { ApprovalTab } from './approval-tab-rules.ts'
import { proposalColumns } from './proposal-columns.tsx'
import { proposalTableRules } from './proposal-table-rules.ts'

const ProposalDialog = dynamic(async () => (await import('./proposal-dialog.tsx')).ProposalDialog, { ssr: false })

const noun = { one: 'proposal', many: 'proposals' }
const exportAlso = [
  { header: 'Id', text: (row: ProposalRow) => row.id },
  { header: 'Action', text: (row: ProposalRow) => row.action },
  { header: 'Comment', text: (row: ProposalRow) => row.comment },
]

const empty: Record<ApprovalTab, { title: string; body: string }> = {
  inbox: {
    title: 'Nothing waits for you',
    body: 'Changes that the policy wants a second person to decide appear here, when you are the one who may.',
  },
  mine: { title: 'You have proposed nothing', body: 'What you do and the policy wants approved first is kept here.' },
  history: { title: 'No proposals yet', body: 'Every change that the policy wanted approved is kept here for good.' },
}

export function ApprovalsPage({ first }: { first: FirstRows<ProposalRow> }) {
  const person = usePerson()
  const query = useQuery(proposalsQuery(first.view))
  const params = useSearchParams()
  const pathname = usePathname()
  const view = query.data
  const tab = approvalTabOf(params.get('tab'), person)
  const chosen = params.get('proposal')
  const opened = chosen === null ? undefined : view?.rows.find((row) => row.id === chosen)
  const columns = useMemo(() => proposalColumns(tab, (row) => showProposal(pathname, row.id)), [tab, pathname])
  const shown = useMemo(() => (view === undefined ? undefined : withRowsOf(tab, view)), [tab, view])
  return (
    <div className="flex h-full flex-col">
      <div className="shrink-0 px-4 py-3 desk:px-6">
        <PageHeader
          title="Approvals"
          actions={view === undefined ? null : <FreshnessLine freshness={view} fetching={query.isFetching} />}
        />
      </div>
      <TabBar label="Proposals" current={tab} tabs={tabsOf(pathname, view?.rows ?? [])} />
      <div className="min-h-0 flex-1 pt-3">
        <DataTable
          key={tab}
          level={2}
          title={approvalTabNames[tab]}
          noun={noun}
          query={{ ...query, data: shown }}
          matching={first.matching}
          columns={columns}
          rules={proposalTableRules}
          rowName={nameOf}
          fileName={`approvals-${tab}`}
          exportAlso={exportAlso}
          noSelection
          empty={empty[tab]}
          minWidth="desk:min-w-[1080px]"
        />
      </div>
      {opened === undefined ? null : (
        <ProposalDialog key={opened.id} row={opened} onClose={() => showProposal(pathname, null)} />
      )}
    </div>
  )
}

/** Rows that have not arrived yet count for the tab until they have. */
function withRowsOf(tab: ApprovalTab, view: View<ProposalRow>): View<ProposalRow> {
  const rows = rowsOfTab(tab, view.rows)
  return { ...view, rows, total: rows.length + view.total - view.rows.length }
}

function tabsOf(pathname: string, rows: readonly ProposalRow[]) {
  return approvalTabs.map((id) => ({
    id,
    label: approvalTabNames[id],
    href: `${pathname}?${new URLSearchParams({ tab: id }).toString()}`,
    count: id === 'history' ? undefined : rowsOfTab(id, rows).filter((row) => row.status === 'waiting').length,
  }))
}

/** The open proposal is part of the address, so a copied link shows a colleague the same. */
function showProposal(pathname: string, id: string | null): void {
  const params = new URLSearchParams(location.search)
  if (id === null) params.delete('proposal')
  else params.set('proposal', id)
  const query = params.toString()
  history.replaceState(null, '', query === '' ? pathname : `?${query}`)
}

function nameOf(row: ProposalRow): string {
  return row.summary
}
