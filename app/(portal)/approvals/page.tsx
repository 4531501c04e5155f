import type { Metadata } from 'next'
import { firstProposals } from '#components/approvals/approval-tab-rules.ts'
import { ApprovalsPage } from '#components/approvals/approvals-page.tsx'
import type { SearchParams } from '#components/table/table-address.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { holds } from '#lib/rules/holds.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readProposals } from '#lib/server/views/proposals.ts'

export const metadata: Metadata = { title: 'Approvals' }

export default async function ApprovalsRoute({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const person = await requirePerson()
  const may = holds(person, 'proposals.read')
  if (!may.allowed) return <EmptyState title="You cannot see proposals">{may.reason}</EmptyState>
  return <ApprovalsPage first={firstProposals(await readProposals(person), await searchParams, person)} />
}
