'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'
import { DataTable } from '#components/table/data-table.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { moment } from '#components/ui/time-words.ts'
import { differenceQuery } from '#lib/client/history.ts'
import type { DifferenceRow, DifferenceView, HistoryNoun } from '#lib/schemas/history.ts'
import { differenceColumns } from './history-columns.tsx'
import { differenceTableRules } from './history-table-rules.ts'
import { nounWords } from './history-words.ts'
import { MomentNotice } from './moment-notice.tsx'
import { asTable } from './table-view.ts'

const DifferenceDialog = dynamic(async () => (await import('./difference-dialog.tsx')).DifferenceDialog, { ssr: false })

const noun = { one: 'difference', many: 'differences' }
const exportAlso = [{ header: 'Id', text: (row: DifferenceRow) => row.id }]

type DifferenceProps = {
  of: HistoryNoun
  from: string
  to: string
  first: DifferenceView | null
  matching: number | undefined
}

/** What was added, removed and changed in one list between two moments. */
export function DifferenceTable({ of, from, to, first, matching }: DifferenceProps) {
  const { data: view, ...query } = useQuery(differenceQuery(of, { from, to }, first))
  const [opened, setOpened] = useState<DifferenceRow | null>(null)
  const table = useMemo(() => (view === undefined ? undefined : asTable(view)), [view])
  const names = view?.names
  const columns = useMemo(() => differenceColumns(names ?? {}, setOpened), [names])
  const words = nounWords[of]
  return (
    <>
      {view === undefined ? null : <Bounds view={view} />}
      <div className="min-h-0 flex-1 pt-3">
        <DataTable
          level={2}
          title={`Differences of ${words.many}`}
          noun={noun}
          query={{ ...query, data: table }}
          {...(matching === undefined ? {} : { matching })}
          columns={columns}
          rules={differenceTableRules}
          rowName={nameOf}
          fileName={`${of}-${from.slice(0, 10)}-to-${to.slice(0, 10)}`}
          exportAlso={exportAlso}
          noSelection
          empty={emptyWords(view, words.many)}
        />
      </div>
      {opened === null ? null : <DifferenceDialog row={opened} names={names ?? {}} onClose={() => setOpened(null)} />}
    </>
  )
}

function emptyWords(view: DifferenceView | undefined, many: string): { title: string; body: string } {
  if (view === undefined || (view.from.known && view.to.known))
    return { title: 'No differences', body: `The ${many} were the same at both moments.` }
  return { title: 'Nothing to compare', body: `Choose two moments at which Steward had read the ${many}.` }
}

/** Between what is known and what is not there is no difference to tell. */
function Bounds({ view: { from, to, counts } }: { view: DifferenceView }) {
  if (!from.known) return <MomentNotice moment={from} what="" />
  if (!to.known) return <MomentNotice moment={to} what="" />
  const { added, removed, changed } = counts
  const missing = [...new Set([...from.missing, ...to.missing])]
  const gap = [from, to].some(({ next_read_at }) => next_read_at !== null)
  return (
    <Notice tone={gap ? 'caution' : 'info'}>
      {`From ${moment(from.at)} to ${moment(to.at)}: ${count(added)} added, ${count(removed)} removed, ${count(changed)} changed.`}
      {missing.length === 0 ? '' : ` Not compared, because it was not read yet: ${missing.join(', ')}.`}
      {gap
        ? ` At one of these moments Steward was not reading: it saw the list at ${moment(from.read_at ?? from.at)} and at ${moment(to.read_at ?? to.at)}.`
        : ''}
    </Notice>
  )
}

function count(number: number): string {
  return number.toLocaleString('en')
}

function nameOf(row: DifferenceRow): string {
  return row.label
}
