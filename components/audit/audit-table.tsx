'use client'
import { useInfiniteQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import { usePathname, useSearchParams } from 'next/navigation'
import { useMemo } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { DataTable } from '#components/table/data-table.tsx'
import { saveFrom } from '#components/table/download.ts'
import { countOf } from '#components/table/export-items.ts'
import { Notice } from '#components/ui/notice.tsx'
import type { MenuItem } from '#components/ui/menu-items.ts'
import { auditFile, auditQuery } from '#lib/client/audit.ts'
import type { FirstAudit } from '#lib/client/audit.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Extent } from '#lib/rules/permissions.ts'
import type { AuditPage, AuditRow, View } from '#lib/schemas/views.ts'
import { auditColumns } from './audit-columns.tsx'
import { auditTableRules } from './audit-table-rules.ts'

const OpenedEvent = dynamic(async () => (await import('./opened-event.tsx')).OpenedEvent, { ssr: false })

const noun = { one: 'action', many: 'actions' }

/** How much of the log this person sees, when that is not all of it. */
const sight: Record<Extent, string | null> = {
  all: null,
  own: 'You see your own actions. Auditors and portal admins see everybody’s.',
  scope: 'You see the actions in your workspaces. Auditors and portal admins see all.',
  none: 'Your portal role cannot see the audit log. A portal admin can give you one that may.',
}

export function AuditTable({ first, firstOpened }: { first: FirstAudit; firstOpened: AuditRow | null }) {
  const person = usePerson()
  const params = useSearchParams()
  const pathname = usePathname()
  const text = params.get('q') ?? ''
  const chosen = params.get('event')
  const log = useInfiniteQuery(auditQuery(text, first))
  const view = useMemo(() => joined(log.data?.pages ?? []), [log.data])

  // The open action is part of the address, so a copied link shows a colleague the same.
  const withAddresses = view?.rows.some(({ address }) => address !== null) ?? false
  const columns = useMemo(
    () => auditColumns((row) => showEvent(pathname, row.id), withAddresses),
    [pathname, withAddresses],
  )
  const bounds = sight[extentOf(person, 'audit.read')]
  const { data: _, ...query } = log
  return (
    <div className="flex h-full flex-col">
      {bounds === null ? null : <Notice tone="info">{bounds}</Notice>}
      <div className="min-h-0 flex-1">
        <DataTable
          title="Audit log"
          noun={noun}
          query={{ ...query, data: view }}
          columns={columns}
          rules={auditTableRules}
          rowName={nameOf}
          fileName="audit-log"
          noSelection
          remote={{
            more: log.hasNextPage ? () => void log.fetchNextPage() : null,
            loadingMore: log.isFetchingNextPage,
            uncounted: view?.total_more ?? false,
            exports: () => exportsOf(view?.total ?? 0, view?.total_more ?? false, text),
          }}
          empty={{
            title: 'Nothing recorded yet',
            body:
              bounds ?? 'Actions made through Steward appear here, with who made them, and what was changed outside.',
          }}
          minWidth="desk:min-w-[1120px]"
        />
      </div>
      {chosen === null ? null : (
        <OpenedEvent
          key={chosen}
          id={chosen}
          known={view?.rows.find((row) => row.id === chosen) ?? firstOpened}
          onOpen={(id) => showEvent(pathname, id)}
          onClose={() => showEvent(pathname, null)}
        />
      )}
    </div>
  )
}

/** The parts as one list. What was still under way when an older part was read is told once, by its outcome. */
function joined(pages: readonly AuditPage[]): (View<AuditRow> & { total_more: boolean }) | undefined {
  const [newest] = pages
  if (newest === undefined) return undefined
  const rows = new Map<string, AuditRow>()
  for (const row of pages.flatMap((page) => page.rows)) if (!rows.has(row.id)) rows.set(row.id, row)
  const atEnd = pages.at(-1)?.next === null
  const total = atEnd ? rows.size : Math.max(newest.total ?? 0, rows.size)
  return { ...newest, rows: [...rows.values()], total, total_more: newest.total_more && !atEnd }
}

function exportsOf(total: number, uncounted: boolean, text: string): MenuItem[] {
  return [
    { kind: 'heading', label: countOf(total, noun, uncounted) },
    { kind: 'action', label: 'CSV', run: () => saveFrom(auditFile(text, 'csv')) },
    { kind: 'action', label: 'JSON lines', run: () => saveFrom(auditFile(text, 'jsonl')) },
  ]
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
