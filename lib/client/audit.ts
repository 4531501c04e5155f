import { queryOptions } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { AuditRow, View } from '#lib/schemas/views.ts'
import { readIfChanged } from './api.ts'
import { isPartial, listDefaults } from './views.ts'

const auditKey = ['audit', 'list'] as const

export function auditQuery(first?: View<AuditRow>) {
  return queryOptions({
    ...listDefaults,
    queryKey: auditKey,
    queryFn: ({ client, signal }) => {
      const known = client.getQueryData<View<AuditRow>>(auditKey)
      return readIfChanged(portalPaths.audit(), isPartial(known) ? undefined : known, signal)
    },
    ...(first ? { initialData: first } : {}),
  })
}
