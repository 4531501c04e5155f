'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { ErrorState } from '#components/ui/error-state.tsx'
import { dollars } from '#components/ui/money-words.ts'
import { Facts, Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { workspaceUsageQuery } from '#lib/client/usage.ts'
import { pagePaths } from '#lib/paths.ts'
import type { KeyCost, WorkspaceUsage } from '#lib/schemas/usage.ts'
import { shareWords } from './chart-scale.ts'
import { DayChart } from './day-chart.tsx'
import { DataUntil, MeasuredNotice } from './measured-line.tsx'
import { ShareBar } from './share-bar.tsx'
import { SpendSkeleton } from './spend-skeleton.tsx'

/** What one workspace cost in the last 31 days: by day, by model, and by key as an estimate. */
export function WorkspaceUsageTab({ workspaceId }: { workspaceId: string }) {
  const query = useQuery(workspaceUsageQuery(workspaceId))
  if (query.data !== undefined) return <Usage view={query.data} />
  if (query.error)
    return <ErrorState title="Usage could not be loaded" error={query.error} retry={() => void query.refetch()} />
  return <SpendSkeleton />
}

function Usage({ view }: { view: WorkspaceUsage }) {
  return (
    <div className="flex max-w-[1080px] flex-col gap-6">
      <MeasuredNotice measured={view.cost.problem === null && view.cost.complete ? view.usage : view.cost} />
      <Facts
        facts={[
          { label: 'This month', value: <span className="figures">{dollars(view.month_cents)}</span> },
          { label: 'Last 31 days', value: <span className="figures">{dollars(view.total_cents)}</span> },
        ]}
      />
      <Panel title="Cost by day" actions={<DataUntil measured={view.cost} />}>
        <DayChart days={view.days} />
      </Panel>
      <Panel title="Cost by model" count={view.models.length}>
        <PlainTable
          caption="Cost of the last 31 days by model"
          columns={modelColumns(view)}
          rows={view.models}
          keyOf={({ model }) => model}
          empty="Nothing cost anything in these days."
        />
      </Panel>
      <KeyCosts view={view} />
    </div>
  )
}

function KeyCosts({ view }: { view: WorkspaceUsage }) {
  const rest: KeyCost = { id: '', name: 'Playground, and keys not listed here', hint: null, cents: view.no_key_cents }
  const rows = [...view.keys, ...(/[1-9]/.test(view.no_key_cents) ? [rest] : [])]
  return (
    <Panel title="Cost by API key" count={view.keys.length}>
      <PlainTable
        caption="Estimated cost of the last 31 days by API key"
        columns={keyColumns(view)}
        rows={rows}
        keyOf={({ id }) => id}
        empty="No key was used in these days."
      />
      <p className="border-t border-line px-4 py-2 text-small text-soft">
        An estimate: the Admin API tells no cost by key, so each day’s cost is shared over the keys by their tokens of
        each model and type. The rows add up to the cost of the workspace.
      </p>
    </Panel>
  )
}

function modelColumns({ models, total_cents }: WorkspaceUsage): PlainColumn<WorkspaceUsage['models'][number]>[] {
  const most = models[0]?.cents ?? '0'
  return [
    { header: 'Model', cell: ({ model }) => modelWords(model) },
    { header: 'Cost', numeric: true, cell: ({ cents }) => dollars(cents) },
    { header: 'Of all', numeric: true, cell: ({ cents }) => shareWords(cents, total_cents) },
    { header: 'Share', width: 'w-1/3', cell: ({ cents }) => <ShareBar cents={cents} most={most} /> },
  ]
}

const otherCosts: Record<string, string> = {
  web_search: 'Web search',
  code_execution: 'Code execution',
  session_usage: 'Sessions',
  '': 'Not told',
}

function modelWords(model: string): string {
  return Object.hasOwn(otherCosts, model) ? (otherCosts[model] ?? model) : model
}

function keyColumns({ keys, no_key_cents, total_cents }: WorkspaceUsage): PlainColumn<KeyCost>[] {
  const most = Number(keys[0]?.cents ?? '0') > Number(no_key_cents) ? (keys[0]?.cents ?? '0') : no_key_cents
  return [
    { header: 'API key', cell: (row) => <KeyName row={row} /> },
    { header: 'Cost (estimate)', numeric: true, cell: ({ cents }) => dollars(cents) },
    { header: 'Of all', numeric: true, cell: ({ cents }) => shareWords(cents, total_cents) },
    { header: 'Share', width: 'w-1/3', cell: ({ cents }) => <ShareBar cents={cents} most={most} /> },
  ]
}

function KeyName({ row: { id, name, hint } }: { row: KeyCost }) {
  if (id === '') return <span className="text-soft">{name}</span>
  return (
    <span className="inline-flex items-baseline gap-2">
      <Link
        href={`${pagePaths.keys()}?${new URLSearchParams({ q: id }).toString()}`}
        prefetch={false}
        className="font-strong hover:underline"
      >
        {name}
      </Link>
      {hint === null ? null : <span className="font-mono text-small text-soft">…{hint.slice(-4)}</span>}
    </span>
  )
}
