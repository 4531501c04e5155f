'use client'
import { usePathname, useSearchParams } from 'next/navigation'
import { PageHeader } from '#components/layout/page-header.tsx'
import { TabBar } from '#components/layout/tab-bar.tsx'
import { FreshnessLine } from '#components/table/table-title.tsx'
import { Field, Select } from '#components/ui/field.tsx'
import type { DifferenceView, HistoryNoun, PastView } from '#lib/schemas/history.ts'
import type { Freshness } from '#lib/schemas/views.ts'
import { DifferenceTable } from './difference-table.tsx'
import { historyModes, readHistoryAddress, writeHistoryAddress } from './history-address.ts'
import type { HistoryAddress, HistoryMode } from './history-address.ts'
import { nounWords } from './history-words.ts'
import { MomentField, QuickMoments } from './moment-field.tsx'
import { PastTable } from './past-table.tsx'

/** What the server read for the address of the page; rows beyond the first are fetched. */
export type FirstHistory = {
  usual: Pick<HistoryAddress, 'at' | 'from' | 'to'>
  past: PastView | null
  difference: DifferenceView | null
  matching: number
  freshness: Freshness
}

type PageProps = { nouns: readonly HistoryNoun[]; first: FirstHistory }

const modeWords: Record<HistoryMode, string> = { as_of: 'As of', compare: 'Compare' }

/** Any list as it was, or what changed in it between two moments. All of it stands in the address. */
export function HistoryPage({ nouns, first }: PageProps) {
  const pathname = usePathname()
  const address = readHistoryAddress(useSearchParams(), first.usual, nouns)
  if (address === null) return null
  const go = (patch: Partial<HistoryAddress>) => {
    // Another list has other columns; another moment of the same one is searched for the same.
    const kept = patch.noun === undefined ? location.search : ''
    history.pushState(null, '', `${pathname}?${writeHistoryAddress({ ...address, ...patch }, kept)}`)
  }
  const { noun, mode, at, from, to } = address
  return (
    <div className="flex h-full flex-col">
      <div className="shrink-0 px-4 py-3 desk:px-6">
        <PageHeader
          title="History"
          below="The lists as they were, as far as Steward had read them."
          actions={<FreshnessLine freshness={first.freshness} fetching={false} />}
        />
      </div>
      <TabBar
        label="Views of the past"
        current={mode}
        tabs={historyModes.map((id) => ({
          id,
          label: modeWords[id],
          href: `${pathname}?${writeHistoryAddress({ ...address, mode: id })}`,
        }))}
      />
      <div className="flex shrink-0 flex-wrap items-end gap-3 px-4 py-3 desk:px-6">
        <NounChoice nouns={nouns} noun={noun} onChange={(next) => go({ noun: next })} />
        {mode === 'as_of' ? (
          <>
            <MomentField label="Moment" at={at} onChange={(next) => go({ at: next })} />
            <QuickMoments onChange={(next) => go({ at: next })} />
          </>
        ) : (
          <>
            <MomentField label="From" at={from} onChange={(next) => go({ from: next })} />
            <MomentField label="To" at={to} onChange={(next) => go({ to: next })} />
            <QuickMoments onChange={(next) => go({ from: next })} />
          </>
        )}
      </div>
      <div className="flex min-h-0 flex-1 flex-col">
        {mode === 'as_of' ? (
          <PastTable key={noun} noun={noun} at={at} first={first.past} matching={first.matching} />
        ) : (
          <DifferenceTable
            key={noun}
            of={noun}
            from={from}
            to={to}
            first={first.difference}
            matching={first.matching}
          />
        )}
      </div>
    </div>
  )
}

type NounProps = { nouns: readonly HistoryNoun[]; noun: HistoryNoun; onChange: (noun: HistoryNoun) => void }

function NounChoice({ nouns, noun, onChange }: NounProps) {
  return (
    <Field label="List">
      {(ids) => (
        <Select
          {...ids}
          value={noun}
          onChange={(event) => onChange(nouns.find((known) => known === event.target.value) ?? noun)}
          className="desk:w-40"
        >
          {nouns.map((known) => (
            <option key={known} value={known}>
              {nounWords[known].title}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
