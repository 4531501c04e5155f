import type { Metadata } from 'next'
import { AuditTable } from '#components/audit/audit-table.tsx'
import type { SearchParams } from '#components/table/table-address.ts'
import { parseAuditQuery } from '#lib/rules/audit-query.ts'
import { isId } from '#lib/schemas/id-patterns.ts'
import { requireSignedIn } from '#lib/server/auth/page-person.ts'
import { newRequestId } from '#lib/server/request-id.ts'
import { readAudit, readAuditEvent } from '#lib/server/views/audit.ts'

export const metadata: Metadata = { title: 'Audit log' }

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const signedIn = await requireSignedIn()
  const { q, event } = await searchParams
  const text = typeof q === 'string' ? q : ''
  const page = await readAudit(signedIn, newRequestId(), { filter: parseAuditQuery(text) })
  const opened = isId('event', event) ? await readAuditEvent(signedIn, event) : null
  return <AuditTable first={{ text, page }} firstOpened={opened} />
}
