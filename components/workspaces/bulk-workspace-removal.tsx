'use client'
import { workspaceRemovals } from '#components/jobs/bulk-changes.ts'
import { PlanToJob } from '#components/jobs/plan-to-job.tsx'
import { countOf } from '#components/table/export-items.ts'
import type { WorkspaceRow } from '#lib/schemas/views.ts'
import type { MemberHere } from './workspace-member-table-rules.ts'

type RemovalProps = { workspace: WorkspaceRow; members: readonly MemberHere[]; onClose: () => void }

const effects = [
  'They stay in the organization. Their personal keys and their Claude Code keys stop working in this workspace.',
  'Keys of the workspace itself go on working, also those they made.',
]

/** The plan of taking the selected members out of one workspace. */
export function BulkWorkspaceRemoval({ workspace, members, onClose }: RemovalProps) {
  const many = countOf(members.length, { one: 'member', many: 'members' })
  return (
    <PlanToJob
      title={`Remove ${many} from ${workspace.name}`}
      kind="bulk"
      wanted={{ changes: workspaceRemovals(workspace.id, members) }}
      effects={effects}
      onClose={onClose}
    />
  )
}
