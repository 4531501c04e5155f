'use client'
import Link from 'next/link'
import type { TableColumn } from '#components/table/columns.ts'
import { Badge } from '#components/ui/badge.tsx'
import { dollars } from '#components/ui/money-words.ts'
import { Day } from '#components/ui/time.tsx'
import { pagePaths } from '#lib/paths.ts'
import type { WorkspaceRow } from '#lib/schemas/views.ts'
import { WorkspaceBadges, WorkspaceDot } from './workspace-badges.tsx'
import { residencyWords, tagWords } from './workspace-table-rules.ts'

export const workspaceColumns: readonly TableColumn<WorkspaceRow>[] = [
  { id: 'name', header: 'Name', cell: (row) => <NameCell row={row} />, text: (row) => row.name },
  {
    id: 'tags',
    header: 'Tags',
    width: 'w-52',
    cell: (row) => <TagsCell row={row} />,
    text: (row) => tagWords(row.tags).join('; '),
  },
  {
    id: 'members',
    header: 'Members',
    width: 'w-24',
    numeric: true,
    cell: (row) => <MembersCell row={row} />,
    text: (row) => row.member_count,
  },
  {
    id: 'keys',
    header: 'Active keys',
    width: 'w-28',
    numeric: true,
    cell: (row) => <span className={row.active_keys === 0 ? 'text-soft' : ''}>{row.active_keys}</span>,
    text: (row) => row.active_keys,
  },
  {
    id: 'spend',
    header: 'Spend this month',
    width: 'w-36',
    numeric: true,
    cell: (row) => <SpendCell row={row} />,
    text: (row) => row.spend_month,
  },
  {
    id: 'residency',
    header: 'Residency',
    width: 'w-56',
    cell: (row) => <span className="truncate text-soft">{residencyWords(row)}</span>,
    text: residencyWords,
  },
  {
    id: 'created',
    header: 'Created',
    width: 'w-28',
    numeric: true,
    cell: (row) => <Day at={row.created_at} />,
    text: (row) => row.created_at,
  },
]

function NameCell({ row }: { row: WorkspaceRow }) {
  return (
    <span className="flex min-w-0 items-center gap-2">
      <WorkspaceDot color={row.display_color} />
      <Link href={pagePaths.workspace(row.id)} prefetch={false} className="truncate font-strong hover:underline">
        {row.name}
      </Link>
      <WorkspaceBadges row={row} />
    </span>
  )
}

function TagsCell({ row }: { row: WorkspaceRow }) {
  const words = tagWords(row.tags)
  const [first] = words
  if (first === undefined) return <span className="text-soft">None</span>
  return (
    <span className="inline-flex min-w-0 items-center gap-1" data-tip={words.join('\n')}>
      <span className="truncate">{first}</span>
      {words.length > 1 ? <Badge>+{words.length - 1}</Badge> : null}
    </span>
  )
}

function SpendCell({ row }: { row: WorkspaceRow }) {
  if (row.spend_month === null) return <span className="text-soft">Not measured</span>
  const words = dollars(row.spend_month)
  return <span className={words === '$0.00' ? 'text-soft' : ''}>{words}</span>
}

function MembersCell({ row }: { row: WorkspaceRow }) {
  if (row.is_default)
    return (
      <span className="text-soft" data-tip="Access follows the organization role">
        all
      </span>
    )
  if (row.archived_at !== null) return <span className="text-soft">–</span>
  if (row.member_count === null)
    return (
      <span className="text-soft" data-tip="Not read yet">
        …
      </span>
    )
  return <>{row.member_count}</>
}
