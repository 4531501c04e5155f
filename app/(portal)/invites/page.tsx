import type { Metadata } from 'next'
import { InvitesTable } from '#components/invites/invites-table.tsx'
import { inviteTableRules } from '#components/invites/invite-table-rules.ts'
import { firstRows } from '#components/table/first-rows.ts'
import type { SearchParams } from '#components/table/table-address.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { holds } from '#lib/rules/holds.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readInvites } from '#lib/server/views/invites.ts'

export const metadata: Metadata = { title: 'Invites' }

export default async function InvitesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const person = await requirePerson()
  const may = holds(person, 'invites.read')
  if (!may.allowed) return <EmptyState title="You cannot see invites">{may.reason}</EmptyState>
  return <InvitesTable first={firstRows(await readInvites(person), await searchParams, inviteTableRules)} />
}
