'use client'
import Link from 'next/link'
import type { TableColumn } from '#components/table/columns.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Day } from '#components/ui/time.tsx'
import { pagePaths } from '#lib/paths.ts'
import { roleName } from '#lib/schemas/roles.ts'
import type { MemberRow } from '#lib/schemas/views.ts'
import { RoleCell } from './role-cell.tsx'

export const memberColumns: readonly TableColumn<MemberRow>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: (row) => <NameCell row={row} />,
    text: (row) => row.name,
  },
  { id: 'role', header: 'Role', width: 'w-48', cell: (row) => <RoleCell member={row} />, text: (row) => row.role },
  {
    id: 'workspaces',
    header: 'Workspaces',
    width: 'w-32',
    numeric: true,
    cell: (row) => <WorkspacesCell row={row} />,
    text: (row) =>
      row.every_workspace === null ? row.workspaces.map((held) => held.name).join('; ') : 'every workspace',
  },
  {
    id: 'keys',
    header: 'Active keys',
    width: 'w-36',
    numeric: true,
    cell: (row) => <KeysCell row={row} />,
    text: (row) => row.active_keys,
  },
  {
    id: 'added',
    header: 'Added',
    width: 'w-32',
    numeric: true,
    cell: (row) => <Day at={row.added_at} />,
    text: (row) => row.added_at,
  },
]

function NameCell({ row }: { row: MemberRow }) {
  return (
    <span className="flex min-w-0 flex-col desk:flex-row desk:items-baseline desk:gap-2">
      <Link href={pagePaths.member(row.id)} prefetch={false} className="truncate font-strong hover:underline">
        {row.name || row.email}
      </Link>
      {row.name ? <span className="truncate text-soft">{row.email}</span> : null}
    </span>
  )
}

function WorkspacesCell({ row }: { row: MemberRow }) {
  const named = row.workspaces.map((held) => `${held.name}: ${roleName(held.workspace_role)}`)
  if (row.every_workspace !== null) {
    const words = [`${roleName(row.every_workspace)} in every workspace, from the organization role`, ...named].join(
      '\n',
    )
    return (
      <span data-tip={words} className="text-soft">
        every
      </span>
    )
  }
  if (named.length === 0) return <span className="text-soft">0</span>
  return <span data-tip={named.join('\n')}>{named.length}</span>
}

function KeysCell({ row }: { row: MemberRow }) {
  if (row.outliving_keys === 0)
    return <span className={row.active_keys === 0 ? 'text-soft' : ''}>{row.active_keys}</span>
  const would = row.outliving_keys === 1 ? 'One of these keys' : `${row.outliving_keys} of these keys`
  return (
    <span className="inline-flex items-center justify-end gap-2">
      <Badge tone="caution" tip={`${would} would go on working after this person is removed.`}>
        {row.outliving_keys} outlive
      </Badge>
      {row.active_keys}
    </span>
  )
}
