import Link from 'next/link'
import { Badge } from '#components/ui/badge.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { pagePaths } from '#lib/paths.ts'
import { roleName } from '#lib/schemas/roles.ts'
import type { MemberDetail } from '#lib/schemas/views.ts'

type Access = MemberDetail['access'][number]

const columns: readonly PlainColumn<Access>[] = [
  {
    header: 'Workspace',
    cell: ({ workspace }) => (
      <span className="flex items-center gap-2">
        <Link href={pagePaths.workspace(workspace.id)} prefetch={false} className="font-strong hover:underline">
          {workspace.name}
        </Link>
        {workspace.archived_at ? <Badge>Archived</Badge> : null}
      </span>
    ),
  },
  { header: 'Role', cell: (row) => roleName(row.workspace_role) },
  {
    header: 'Comes from',
    cell: (row) =>
      row.source === 'direct' ? 'Given in this workspace' : <span className="text-soft">Organization role</span>,
  },
]

export function AccessPanel({ detail }: { detail: MemberDetail }) {
  const inherited = detail.member.every_workspace
  return (
    <Panel title="Access" count={detail.access.length}>
      <PlainTable
        caption="Access to workspaces"
        columns={columns}
        rows={detail.access}
        keyOf={(row) => row.workspace.id}
        empty={
          inherited === null
            ? 'No workspace of their own. Everyone can use the Default Workspace as far as their organization role goes.'
            : `${roleName(inherited)} in every workspace, from the organization role.`
        }
      />
    </Panel>
  )
}
