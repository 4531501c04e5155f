'use client'
import { memberRemovals } from '#components/jobs/bulk-changes.ts'
import { PlanToJob } from '#components/jobs/plan-to-job.tsx'
import { countOf } from '#components/table/export-items.ts'
import type { MemberRow } from '#lib/schemas/views.ts'

const key = { one: 'active key', many: 'active keys' }

/** The plan of removing people, with what becomes of their keys. */
export function BulkRemoveDialog({ members, onClose }: { members: readonly MemberRow[]; onClose: () => void }) {
  const outliving = members.reduce((sum, row) => sum + row.outliving_keys, 0)
  const dying = members.reduce((sum, row) => sum + row.active_keys, 0) - outliving
  const effects = [
    'They lose access to the organization and to every workspace at once. Coming back takes a new invite.',
    dying === 0 ? 'No key stops working.' : `${countOf(dying, key)} that act as them stop working.`,
    ...(outliving === 0
      ? []
      : [`${countOf(outliving, key)} that they made for workspaces go on working. Look at them on the API keys page.`]),
  ]
  const title = `Remove ${countOf(members.length, { one: 'member', many: 'members' })}`
  return (
    <PlanToJob
      title={title}
      kind="bulk"
      wanted={{ changes: memberRemovals(members) }}
      effects={effects}
      onClose={onClose}
    />
  )
}
