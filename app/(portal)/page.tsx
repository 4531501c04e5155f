import type { Metadata } from 'next'
import { OverviewPage } from '#components/overview/overview-page.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { holds } from '#lib/rules/holds.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readOverview } from '#lib/server/views/overview.ts'

export const metadata: Metadata = { title: 'Overview' }

export default async function HomePage() {
  const person = await requirePerson()
  const may = holds(person, 'organization.read')
  if (!may.allowed) return <EmptyState title="You cannot see the organization">{may.reason}</EmptyState>
  return <OverviewPage first={await readOverview(person)} />
}
