import type { Metadata } from 'next'
import { readHistoryAddress, usualMoments } from '#components/history/history-address.ts'
import type { HistoryAddress } from '#components/history/history-address.ts'
import { HistoryPage } from '#components/history/history-page.tsx'
import type { FirstHistory } from '#components/history/history-page.tsx'
import { differenceTableRules, historyTableRules } from '#components/history/history-table-rules.ts'
import { asTable } from '#components/history/table-view.ts'
import { firstRows } from '#components/table/first-rows.ts'
import type { SearchParams } from '#components/table/table-address.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { holds } from '#lib/rules/holds.ts'
import { historyNouns } from '#lib/schemas/history.ts'
import type { Person } from '#lib/schemas/person.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readDifference, readHistoryFreshness, readPast } from '#lib/server/views/history.ts'
import { powerOfNoun } from '#lib/server/views/history-reads.ts'

export const metadata: Metadata = { title: 'History' }

export default async function HistoryRoute({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const person = await requirePerson()
  const nouns = historyNouns.filter((noun) => holds(person, powerOfNoun[noun]).allowed)
  const params = await searchParams
  const usual = usualMoments()
  const address = readHistoryAddress(singles(params), usual, nouns)
  if (address === null)
    return <EmptyState title="You cannot see any list">A portal admin can give you a role that may.</EmptyState>
  return <HistoryPage nouns={nouns} first={{ usual, ...(await firstOf(person, address, params)) }} />
}

function singles(params: SearchParams) {
  const plain = new URLSearchParams()
  for (const [name, value] of Object.entries(params)) if (typeof value === 'string') plain.set(name, value)
  return plain
}

async function firstOf(
  person: Person,
  { noun, mode, at, from, to }: HistoryAddress,
  params: SearchParams,
): Promise<Omit<FirstHistory, 'usual'>> {
  const freshness = await readHistoryFreshness(person, noun)
  if (mode === 'as_of') {
    const past = await readPast(person, noun, Math.min(Date.parse(at), Date.now()))
    const { view, matching } = firstRows(asTable(past), params, historyTableRules(noun))
    return { past: { ...past, rows: view.rows }, difference: null, matching, freshness }
  }
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)]
  const difference = await readDifference(person, noun, { fromMs, toMs })
  const { view, matching } = firstRows(asTable(difference), params, differenceTableRules)
  return { past: null, difference: { ...difference, rows: view.rows }, matching, freshness }
}
