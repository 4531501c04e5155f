'use client'
import { TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import type { TableColumn } from '#components/table/columns.ts'
import { moment, span } from '#components/ui/time-words.ts'
import { Day, TimeAgo } from '#components/ui/time.tsx'
import { useNow } from '#components/ui/use-now.ts'
import { pagePaths } from '#lib/paths.ts'
import { isId } from '#lib/schemas/id-patterns.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { CostCell, FindingsCell, LastUsedCell } from './key-health-cells.tsx'
import { KeyNameCell } from './key-name-cell.tsx'
import { KeyStatusCell } from './key-status-cell.tsx'
import { findingLabels } from './key-table-rules.ts'
import { creatorWords, isExpiringSoon, kindNames, workspaceWords } from './key-words.ts'

export const keyColumns: readonly TableColumn<KeyRow>[] = [
  { id: 'name', header: 'Name', cell: (row) => <KeyNameCell row={row} />, text: (row) => row.name },
  {
    id: 'status',
    header: 'Status',
    width: 'w-28',
    cell: (row) => <KeyStatusCell row={row} />,
    text: (row) => row.status,
  },
  {
    id: 'findings',
    header: 'Findings',
    width: 'w-48',
    cell: (row) => <FindingsCell findings={row.findings} />,
    text: findingLabels,
  },
  {
    id: 'used',
    header: 'Last used',
    width: 'w-48',
    cell: (row) => <LastUsedCell row={row} />,
    text: (row) => row.last_used_at ?? (row.use === 'not_seen' ? 'no use seen in 31 days' : 'not measured'),
  },
  {
    id: 'cost',
    header: 'Cost (30 d)',
    width: 'w-26',
    numeric: true,
    cell: (row) => <CostCell cents={row.cost_30d} />,
    text: (row) => row.cost_30d,
  },
  {
    id: 'expires',
    header: 'Expires',
    width: 'w-28',
    numeric: true,
    cell: (row) => <ExpiresCell row={row} />,
    text: (row) => row.expires_at,
  },
  {
    id: 'workspace',
    header: 'Workspace',
    width: 'w-34',
    cell: (row) => <WorkspaceCell row={row} />,
    text: workspaceWords,
  },
  { id: 'kind', header: 'Kind', width: 'w-30', cell: (row) => kindNames[row.kind], text: (row) => row.kind },
  {
    id: 'acts_as',
    header: 'Acts as',
    width: 'w-36',
    cell: (row) => <ActsAsCell row={row} />,
    text: (row) => row.acts_as?.label ?? null,
  },
  {
    id: 'creator',
    header: 'Creator',
    width: 'w-36',
    cell: (row) => <CreatorCell creator={row.creator} />,
    text: (row) => creatorWords(row.creator),
  },
  {
    id: 'created',
    header: 'Created',
    width: 'w-28',
    numeric: true,
    cell: (row) => <TimeAgo at={row.created_at} />,
    text: (row) => row.created_at,
  },
]

function ActsAsCell({ row }: { row: KeyRow }) {
  if (row.acts_as === null) return <span className="text-soft">{row.kind === 'workspace' ? 'The workspace' : '–'}</span>
  return <Person id={row.acts_as.id} label={row.acts_as.label} />
}

function Person({ id, label }: { id: string; label: string }) {
  if (isId('user', id) && label !== id)
    return (
      <Link href={pagePaths.member(id)} prefetch={false} data-tip={label} className="hover:underline">
        {label}
      </Link>
    )
  return (
    <span data-tip={label} className="font-mono text-small">
      {label}
    </span>
  )
}

function CreatorCell({ creator }: { creator: KeyRow['creator'] }) {
  if (creator === null) return <span className="text-soft">Not recorded</span>
  if (creator.state === 'left')
    return (
      <span data-tip={`${creator.id} is no member any more`} className="inline-flex items-center gap-1 text-caution">
        <TriangleAlert size={12} aria-hidden />
        Left the organization
      </span>
    )
  return <Person id={creator.id} label={creator.label} />
}

function WorkspaceCell({ row }: { row: KeyRow }) {
  if (row.workspace === null) return <span className="text-soft">Whole organization</span>
  return (
    <Link
      href={pagePaths.workspace(row.workspace.id)}
      prefetch={false}
      data-tip={row.workspace.name}
      className="hover:underline"
    >
      {row.workspace.name}
    </Link>
  )
}

/** The day until the browser's clock is known: the server's HTML must not depend on when it was made. */
function ExpiresCell({ row }: { row: KeyRow }) {
  const now = useNow()
  if (row.expires_at === null) return <span className="text-soft">Never</span>
  if (now === null || !isExpiringSoon(row, now)) return <Day at={row.expires_at} />
  return (
    <time
      dateTime={row.expires_at}
      data-tip={moment(row.expires_at)}
      className="figures inline-flex items-center gap-1 whitespace-nowrap text-caution"
    >
      <TriangleAlert size={12} aria-hidden />
      Soon: {span(Math.max(0, Date.parse(row.expires_at) - now))}
    </time>
  )
}
