'use client'
import { UserMinus } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { Button, IconButton } from '#components/ui/button.tsx'
import { TextInput } from '#components/ui/field.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { refusalOf } from '#components/ui/refusal.ts'
import { pagePaths } from '#lib/paths.ts'
import { workspaceMemberCan } from '#lib/rules/workspace-can.ts'
import { roleName } from '#lib/schemas/roles.ts'
import type { WorkspaceDetail, WorkspaceMemberRow } from '#lib/schemas/views.ts'
import { WorkspaceRoleCell } from './workspace-role-cell.tsx'

const AddDialog = dynamic(async () => (await import('./add-member-dialog.tsx')).AddMemberDialog, { ssr: false })
const RemoveDialog = dynamic(
  async () => (await import('./remove-workspace-member-dialog.tsx')).RemoveWorkspaceMemberDialog,
  {
    ssr: false,
  },
)

/** More rows than anybody reads; the search finds the rest. */
const mostShown = 200

export function WorkspaceMembersPanel({ detail }: { detail: WorkspaceDetail }) {
  const person = usePerson()
  const [search, setSearch] = useState('')
  const [adding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<WorkspaceMemberRow | null>(null)
  const { workspace, members } = detail
  const found = search.trim() === '' ? members : members.filter((row) => matches(row, search))
  return (
    <Panel
      title="Members"
      count={members.length}
      actions={
        <>
          <TextInput
            type="search"
            aria-label="Search members of this workspace"
            placeholder="Search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
          <Button
            look="primary"
            refusal={refusalOf(workspaceMemberCan.add(person, workspace))}
            onClick={() => setAdding(true)}
          >
            Add member
          </Button>
        </>
      }
    >
      <PlainTable
        caption="Members of this workspace"
        columns={columnsFor(detail, (row) => (
          <IconButton
            small
            label={`Remove ${row.name || row.email}`}
            refusal={refusalOf(workspaceMemberCan.remove(person, workspace, memberOf(row), row.workspace_role))}
            onClick={() => setLeaving(row)}
          >
            <UserMinus size={14} aria-hidden />
          </IconButton>
        ))}
        rows={found.slice(0, mostShown)}
        keyOf={(row) => row.user_id}
        empty={emptyWords(detail, search)}
      />
      {found.length > mostShown ? (
        <p className="border-t border-line px-4 py-2 text-soft">
          {mostShown} of {found.length.toLocaleString('en')} shown. Search to find the others.
        </p>
      ) : null}
      {adding ? <AddDialog detail={detail} onClose={() => setAdding(false)} /> : null}
      {leaving ? <RemoveDialog workspace={workspace} row={leaving} onClose={() => setLeaving(null)} /> : null}
    </Panel>
  )
}

function memberOf(row: WorkspaceMemberRow) {
  return { email: row.email, role: row.org_role }
}

function matches(row: WorkspaceMemberRow, search: string): boolean {
  return `${row.name}\n${row.email}\n${row.user_id}`.toLowerCase().includes(search.trim().toLowerCase())
}

function columnsFor(
  { workspace }: WorkspaceDetail,
  remove: (row: WorkspaceMemberRow) => React.ReactNode,
): readonly PlainColumn<WorkspaceMemberRow>[] {
  return [
    {
      header: 'Name',
      cell: (row) => (
        <span className="flex max-w-96 items-baseline gap-2">
          <Link href={pagePaths.member(row.user_id)} prefetch={false} className="font-strong hover:underline">
            {row.name || row.email}
          </Link>
          {row.name ? <span className="truncate text-soft">{row.email}</span> : null}
        </span>
      ),
    },
    { header: 'Organization role', cell: (row) => <span className="text-soft">{roleName(row.org_role)}</span> },
    { header: 'Workspace role', cell: (row) => <WorkspaceRoleCell workspace={workspace} row={row} />, width: 'w-44' },
    {
      header: 'Comes from',
      cell: (row) => (row.source === 'direct' ? 'Given here' : <span className="text-soft">Organization role</span>),
    },
    { header: 'Remove', cell: remove, width: 'w-12' },
  ]
}

function emptyWords({ workspace, complete, missing }: WorkspaceDetail, search: string): string {
  if (search.trim() !== '') return 'Nobody here matches the search.'
  if (workspace.is_default)
    return 'The Default Workspace has no members of its own: access follows the organization role.'
  return complete ? 'Nobody has been added yet.' : `Not read yet: ${missing.join(', ')}.`
}
