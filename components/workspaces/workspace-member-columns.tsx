'use client'
import { UserMinus } from 'lucide-react'
import Link from 'next/link'
import type { TableColumn } from '#components/table/columns.ts'
import { IconButton } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { pagePaths } from '#lib/paths.ts'
import { roleName } from '#lib/schemas/roles.ts'
import type { WorkspaceRow } from '#lib/schemas/views.ts'
import { sourceWords } from './workspace-member-table-rules.ts'
import type { MemberHere } from './workspace-member-table-rules.ts'
import { WorkspaceRoleCell } from './workspace-role-cell.tsx'

type Removal = { refusal: (row: MemberHere) => string | null; ask: (row: MemberHere) => void }

/** Inherited rows are grey: nothing about them is decided here. */
export function workspaceMemberColumns(workspace: WorkspaceRow, removal: Removal): readonly TableColumn<MemberHere>[] {
  return [
    { id: 'name', header: 'Name', cell: (row) => <NameCell row={row} />, text: (row) => row.name },
    {
      id: 'role',
      header: 'Workspace role',
      width: 'w-52',
      cell: (row) => <WorkspaceRoleCell workspace={workspace} row={row} />,
      text: (row) => row.workspace_role,
    },
    {
      id: 'org_role',
      header: 'Organization role',
      width: 'w-44',
      cell: (row) => <span className="text-soft">{roleName(row.org_role)}</span>,
      text: (row) => row.org_role,
    },
    {
      id: 'source',
      header: 'Comes from',
      width: 'w-64',
      cell: (row) => <span className={row.source === 'direct' ? '' : 'text-soft'}>{sourceWords(row)}</span>,
      text: (row) => row.source,
    },
    {
      id: 'remove',
      header: 'Remove',
      width: 'w-20',
      alwaysShown: true,
      cell: (row) => (
        <IconButton
          small
          label={`Remove ${row.name || row.email}`}
          refusal={removal.refusal(row)}
          onClick={() => removal.ask(row)}
        >
          <UserMinus size={14} aria-hidden />
        </IconButton>
      ),
    },
  ]
}

function NameCell({ row }: { row: MemberHere }) {
  const inherited = row.source === 'inherited'
  return (
    <span className="flex min-w-0 flex-col desk:flex-row desk:items-baseline desk:gap-2">
      <Link
        href={pagePaths.member(row.user_id)}
        prefetch={false}
        className={cx('truncate hover:underline', inherited ? 'text-soft' : 'font-strong')}
      >
        {row.name || row.email}
      </Link>
      {row.name ? <span className="truncate text-soft">{row.email}</span> : null}
    </span>
  )
}
