'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useMemo, useRef } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import type { TableState } from '#components/table/table-rules.ts'
import { TableTitle } from '#components/table/table-title.tsx'
import { useTableState } from '#components/table/use-table-state.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { narrowScreen, useMedia } from '#components/ui/use-media.ts'
import { accessQuery } from '#lib/client/access.ts'
import { isPartial } from '#lib/client/views.ts'
import type { AccessMatrix } from '#lib/schemas/access-matrix.ts'
import { AccessActsProvider } from './access-acts.tsx'
import { AccessGrid } from './access-grid.tsx'
import { AccessJobLine } from './access-job-line.tsx'
import { AccessLegend } from './access-legend.tsx'
import { accessRules, cellFilter, gridOf, isFiltered, orderedRows, unfiltered } from './access-rules.ts'
import type { Grid } from './access-rules.ts'
import { AccessToolbar } from './access-toolbar.tsx'
import type { FirstAccess } from './first-access.ts'
import { StagedBar } from './staged-bar.tsx'
import { useAccessJob } from './use-access-job.ts'
import { useStaged } from './use-staged.ts'

const NarrowAccess = dynamic(async () => (await import('./narrow-access.tsx')).NarrowAccess, { ssr: false })

/** Members × workspaces. Edits are staged in the page; a plan of them is what becomes a job. */
export function AccessPage({ first }: { first: FirstAccess }) {
  const person = usePerson()
  const { refusal } = usePolicy()
  const job = useAccessJob(30_000)
  const query = useQuery({ ...accessQuery(first.view), refetchInterval: job.pace })
  const { state, change } = useTableState(accessRules)
  const staging = useStaged(person.id)
  const narrow = useMedia(narrowScreen)
  const search = useRef<HTMLInputElement>(null)
  const view = query.data ?? first.view
  const grid = useGrid(view, state, staging.staged)
  const judge = useMemo(() => ({ person, refusal }), [person, refusal])
  const partial = isPartial(query.data)
  const shared = { view, grid, state, change, partial, judge, staging }
  return (
    <section aria-label="Access" className="flex h-full min-h-0 flex-col">
      {view.upstream_problem ? <Notice tone="caution">{view.upstream_problem}</Notice> : null}
      {query.error ? (
        <Notice tone="caution">Could not look for news: {query.error.message} What you see may be old.</Notice>
      ) : null}
      <TableTitle
        title="Access"
        view={view}
        matching={partial ? first.matching : grid.rows.length}
        uncounted={false}
        fetching={query.isFetching}
      />
      <AccessActsProvider view={view} judge={judge} staging={staging}>
        {narrow ? (
          <NarrowAccess {...shared} />
        ) : (
          <div className="hidden min-h-0 flex-1 flex-col desk:flex">
            <AccessToolbar {...shared} search={search} />
            {grid.rows.length > 0 && grid.columns.length > 0 ? (
              <>
                <AccessGrid {...shared} search={search} dimmed={cellFilter(state)} />
                <AccessLegend grid={grid} />
              </>
            ) : (
              <NothingShown view={view} state={state} reset={() => change(unfiltered(state))} />
            )}
          </div>
        )}
      </AccessActsProvider>
      <StagedBar view={view} staging={staging} onStarted={job.follow} />
      {job.id === null ? null : <AccessJobLine id={job.id} detail={job.detail} onDismiss={() => job.follow(null)} />}
    </section>
  )
}

function useGrid(view: AccessMatrix, state: TableState, staged: readonly { user_id: string }[]): Grid {
  const { rows } = view
  const { sort } = state
  const ordered = useMemo(() => orderedRows(rows, sort), [rows, sort])
  const kept = useMemo(() => new Set(staged.map(({ user_id }) => user_id)), [staged])
  return useMemo(() => gridOf(view, ordered, state, kept), [view, ordered, state, kept])
}

function NothingShown({ view, state, reset }: { view: AccessMatrix; state: TableState; reset: () => void }) {
  if (isFiltered(state))
    return (
      <EmptyState title="Nothing matches" action={<Button onClick={reset}>Clear filters</Button>}>
        The search and the filters leave no member or no workspace to show.
      </EmptyState>
    )
  return (
    <EmptyState title="No access to see">
      {view.complete
        ? 'Here stand the members of the organization and the workspaces they can work in.'
        : 'The first reading is not finished yet; members appear here as they arrive.'}
    </EmptyState>
  )
}
