'use client'
import { useQuery } from '@tanstack/react-query'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { auditEventQuery } from '#lib/client/audit.ts'
import { isId } from '#lib/schemas/id-patterns.ts'
import type { AuditRow } from '#lib/schemas/views.ts'
import { AuditDialog } from './audit-dialog.tsx'

type Props = { id: string; known: AuditRow | null; onOpen: (id: string) => void; onClose: () => void }

/** The action that the address names, also when the list does not show it: older, or filtered away. */
export function OpenedEvent({ id, known, onOpen, onClose }: Props) {
  const usable = known?.id === id ? known : null
  const query = useQuery({ ...auditEventQuery(id, usable), enabled: usable === null && isId('event', id) })
  const row = usable ?? query.data
  if (row !== undefined) return <AuditDialog row={row} onOpen={onOpen} onClose={onClose} />
  if (query.error === null) return null
  return (
    <Dialog title="This action cannot be shown" onClose={onClose}>
      <Problem error={query.error} />
    </Dialog>
  )
}
