'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { usePathname, useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { DataTable } from '#components/table/data-table.tsx'
import type { FirstRows } from '#components/table/first-rows.ts'
import { auditQuery } from '#lib/client/audit.ts'
import { Notice } from '#components/ui/notice.tsx'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Extent } from '#lib/rules/permissions.ts'
import { mostAuditRows } from '#lib/schemas/audit.ts'
import type { AuditRow } from '#lib/schemas/views.ts'
import { auditColumns } from './audit-columns.tsx'
import { auditTableRules } from './audit-table-rules.ts'

const AuditDialog = dynamic(async () => (await import('./audit-dialog.tsx')).AuditDialog, { ssr: false })

const noun = { one: 'action', many: 'actions' }
const exportAlso = [
  { header: 'Id', text: (row: AuditRow) => row.id },
  { header: 'Request', text: (row: AuditRow) => row.request_id },
  { header: 'Upstream request', text: (row: AuditRow) => row.upstream_request_id },
]

/** How much of the log this person sees, when that is not all of it. */
const sight: Record<Extent, string | null> = {
  all: null,
  own: 'You see your own actions. Auditors and portal admins see everybody’s.',
  scope: 'You see the actions in your workspaces. Auditors and portal admins see all.',
  none: 'Your portal role cannot see the audit log. A portal admin can give you one that may.',
}

export function AuditTable({ first }: { first: FirstRows<AuditRow> }) {
  const person = usePerson()
  const query = useQuery(auditQuery(first.view))
  const params = useSearchParams()
  const pathname = usePathname()
  const chosen = params.get('event')
  const opened = chosen === null ? undefined : query.data?.rows.find((row) => row.id === chosen)

  // The open action is part of the address, so a copied link shows a colleague the same.
  const columns = useMemo(() => auditColumns((row) => showEvent(pathname, row.id)), [pathname])
  const bounds = sight[extentOf(person, 'audit.read')]
  return (
    <div className="flex h-full flex-col">
      {bounds === null ? null : <Notice tone="info">{bounds}</Notice>}
      {(query.data?.rows.length ?? 0) < mostAuditRows ? null : (
        <Notice tone="info">The newest {mostAuditRows.toLocaleString('en')} actions are shown.</Notice>
      )}
      <div className="min-h-0 flex-1">
        <DataTable
          title="Audit log"
          noun={noun}
          query={query}
          matching={first.matching}
          columns={columns}
          rules={auditTableRules}
          rowName={nameOf}
          fileName="audit-log"
          exportAlso={exportAlso}
          noSelection
          empty={{
            title: 'Nothing recorded yet',
            body: bounds ?? 'Actions made through Steward appear here, with who made them.',
          }}
          minWidth="desk:min-w-[1240px]"
        />
      </div>
      {opened === undefined ? null : <AuditDialog row={opened} onClose={() => showEvent(pathname, null)} />}
    </div>
  )
}

function showEvent(pathname: string, id: string | null): void {
  const params = new URLSearchParams(location.search)
  if (id === null) params.delete('event')
  else params.set('event', id)
  const query = params.toString()
  history.replaceState(null, '', query === '' ? pathname : `?${query}`)
}

function nameOf(row: AuditRow): string {
  return row.summary
}
