import type { Metadata } from 'next'
import { AccessPage } from '#components/access/access-page.tsx'
import { firstAccess } from '#components/access/first-access.ts'
import type { SearchParams } from '#components/table/table-address.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readAccess } from '#lib/server/views/access-matrix.ts'

export const metadata: Metadata = { title: 'Access' }

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const view = await readAccess(await requirePerson())
  return <AccessPage first={firstAccess(view, await searchParams)} />
}
