'use client'
import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'
import { ImportButton } from '#components/jobs/import-button.tsx'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import type { TableQuery } from '#components/table/data-table-props.ts'
import { DataTable } from '#components/table/data-table.tsx'
import { Button } from '#components/ui/button.tsx'
import { workspaceMemberCan } from '#lib/rules/workspace-can.ts'
import type { WorkspaceDetail } from '#lib/schemas/views.ts'
import { useWorkspaceBulk } from './use-workspace-bulk.ts'
import { workspaceMemberColumns } from './workspace-member-columns.tsx'
import { workspaceMemberTableRules } from './workspace-member-table-rules.ts'
import type { MemberHere } from './workspace-member-table-rules.ts'

const AddDialog = dynamic(async () => (await import('./add-member-dialog.tsx')).AddMemberDialog, { ssr: false })
const RemoveDialog = dynamic(
  async () => (await import('./remove-workspace-member-dialog.tsx')).RemoveWorkspaceMemberDialog,
  { ssr: false },
)

const noun = { one: 'member of this workspace', many: 'members of this workspace' }
const exportAlso = [
  { header: 'Id', text: (row: MemberHere) => row.user_id },
  { header: 'E-mail', text: (row: MemberHere) => row.email },
]

type TabProps = { detail: WorkspaceDetail; asked: Omit<TableQuery<unknown>, 'data'> }

export function WorkspaceMembersTab({ detail, asked }: TabProps) {
  const person = usePerson()
  const policy = usePolicy()
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<MemberHere | null>(null)
  const { workspace, members } = detail
  const rows = useMemo(() => members.map((row) => ({ ...row, id: row.user_id })), [members])
  const columns = useMemo(
    () =>
      workspaceMemberColumns(workspace, {
        refusal: (row) =>
          policy.refusal(
            workspaceMemberCan.remove(person, workspace, { email: row.email, role: row.org_role }, row.workspace_role),
            {
              action: 'workspace_member.remove',
              held_workspace_role: row.workspace_role,
              protected: workspace.protected,
            },
          ),
        ask: setLeaving,
      }),
    [workspace, person, policy],
  )
  const addRefusal = policy.refusal(workspaceMemberCan.add(person, workspace), {
    action: 'workspace_member.add',
    protected: workspace.protected,
  })
  return (
    <>
      <DataTable
        level={2}
        title="Members of this workspace"
        noun={noun}
        query={{ ...asked, data: { ...detail, rows, total: rows.length } }}
        columns={columns}
        rules={workspaceMemberTableRules}
        rowName={nameOf}
        fileName="workspace-members"
        exportAlso={exportAlso}
        primary={
          <>
            <ImportButton kind="workspace_members" refusal={addRefusal} workspaceName={workspace.name} />
            <Button look="primary" refusal={addRefusal} onClick={() => setAdding(true)}>
              Add member
            </Button>
          </>
        }
        bulk={useWorkspaceBulk(workspace)}
        empty={emptyWords(workspace.is_default, workspace.archived_at !== null)}
      />
      {adding ? <AddDialog detail={detail} onClose={() => setAdding(false)} /> : null}
      {leaving ? <RemoveDialog workspace={workspace} row={leaving} onClose={() => setLeaving(null)} /> : null}
    </>
  )
}

function emptyWords(isDefault: boolean, isArchived: boolean) {
  if (isDefault)
    return {
      title: 'No members of its own',
      body: 'Everybody in the organization can use the Default Workspace as far as their organization role goes.',
    }
  if (isArchived) return { title: 'Archived', body: 'An archived workspace has no members.' }
  return { title: 'Nobody has been added yet', body: 'Members of the organization work here once they are added.' }
}

function nameOf(row: MemberHere): string {
  return row.name || row.email
}
