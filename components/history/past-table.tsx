'use client'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { DataTable } from '#components/table/data-table.tsx'
import { countOf } from '#components/table/export-items.ts'
import { pastQuery } from '#lib/client/history.ts'
import type { HistoryNoun, HistoryRow, PastView } from '#lib/schemas/history.ts'
import { historyColumns } from './history-columns.tsx'
import { historyTableRules } from './history-table-rules.ts'
import { nounWords } from './history-words.ts'
import { MomentNotice } from './moment-notice.tsx'
import { asTable } from './table-view.ts'

const exportAlso = [{ header: 'Id', text: (row: HistoryRow) => row.id }]

type PastProps = { noun: HistoryNoun; at: string; first: PastView | null; matching: number | undefined }

/** A list as it was at one moment; nothing in it can be changed. */
export function PastTable({ noun, at, first, matching }: PastProps) {
  const { data: view, ...query } = useQuery(pastQuery(noun, at, first))
  const table = useMemo(() => (view === undefined ? undefined : asTable(view)), [view])
  const names = view?.names
  const columns = useMemo(() => historyColumns(noun, names ?? {}), [noun, names])
  const rules = useMemo(() => historyTableRules(noun), [noun])
  const words = nounWords[noun]
  return (
    <>
      {view === undefined ? null : <MomentNotice moment={view} what={countOf(view.total, words)} />}
      <div className="min-h-0 flex-1 pt-3">
        <DataTable
          level={2}
          title={`${words.title} as they were`}
          noun={words}
          query={{ ...query, data: table }}
          {...(matching === undefined ? {} : { matching })}
          columns={columns}
          rules={rules}
          rowName={nameOf}
          fileName={`${noun}-as-of-${at.slice(0, 16).replaceAll(':', '')}`}
          exportAlso={exportAlso}
          noSelection
          empty={{ title: `No ${words.many} at that time`, body: 'Choose another moment, or compare two.' }}
          minWidth="desk:min-w-[1080px]"
        />
      </div>
    </>
  )
}

function nameOf(row: HistoryRow): string {
  return row.label
}
