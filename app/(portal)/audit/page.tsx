import type { Metadata } from 'next'
import { auditTableRules } from '#components/audit/audit-table-rules.ts'
import { AuditTable } from '#components/audit/audit-table.tsx'
import { firstRows } from '#components/table/first-rows.ts'
import type { SearchParams } from '#components/table/table-address.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readAudit } from '#lib/server/views/audit.ts'

export const metadata: Metadata = { title: 'Audit log' }

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const view = await readAudit(await requirePerson())
  return <AuditTable first={firstRows(view, await searchParams, auditTableRules)} />
}
