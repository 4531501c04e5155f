import type { Metadata } from 'next'
import { MembersTable } from '#components/members/members-table.tsx'
import { memberTableRules } from '#components/members/member-table-rules.ts'
import { firstRows } from '#components/table/first-rows.ts'
import type { SearchParams } from '#components/table/table-address.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readMembers } from '#lib/server/views/members.ts'

export const metadata: Metadata = { title: 'Members' }

export default async function MembersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const view = await readMembers(await requirePerson())
  return <MembersTable first={firstRows(view, await searchParams, memberTableRules)} />
}
