import type { Metadata } from 'next'
import { KeysTable } from '#components/keys/keys-table.tsx'
import { keyTableRules } from '#components/keys/key-table-rules.ts'
import { firstRows } from '#components/table/first-rows.ts'
import type { SearchParams } from '#components/table/table-address.ts'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { holds } from '#lib/rules/holds.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readKeys } from '#lib/server/views/keys.ts'

export const metadata: Metadata = { title: 'API keys' }

export default async function KeysPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const person = await requirePerson()
  const may = holds(person, 'keys.read')
  if (!may.allowed) return <EmptyState title="You cannot see API keys">{may.reason}</EmptyState>
  return <KeysTable first={firstRows(await readKeys(person), await searchParams, keyTableRules)} />
}
