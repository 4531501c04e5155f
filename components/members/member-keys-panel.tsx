import Link from 'next/link'
import { Badge } from '#components/ui/badge.tsx'
import type { Tone } from '#components/ui/badge.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { Day } from '#components/ui/time.tsx'
import { pagePaths } from '#lib/paths.ts'
import type { KeyRow, MemberRow } from '#lib/schemas/views.ts'

const tones: Record<string, Tone> = { active: 'good', inactive: 'neutral', expired: 'caution', archived: 'neutral' }

const columns: readonly PlainColumn<KeyRow>[] = [
  {
    header: 'Key',
    cell: (row) => (
      <span className="flex items-baseline gap-2">
        <Link
          href={`${pagePaths.keys()}?${new URLSearchParams({ q: row.id }).toString()}`}
          prefetch={false}
          className="font-strong hover:underline"
        >
          {row.name}
        </Link>
        {row.partial_key_hint ? <span className="font-mono text-small text-soft">{row.partial_key_hint}</span> : null}
      </span>
    ),
  },
  { header: 'Status', cell: (row) => <Badge tone={tones[row.status] ?? 'neutral'}>{row.status}</Badge> },
  { header: 'Workspace', cell: (row) => row.workspace?.name ?? <span className="text-soft">Organization</span> },
  {
    header: 'When they leave',
    cell: (row) => {
      if (row.status === 'archived' || row.status === 'expired') return <span className="text-soft">Already dead</span>
      return row.kind === 'personal' ? 'Stops working' : <span className="text-caution">Goes on working</span>
    },
  },
  {
    header: 'Expires',
    cell: (row) => (row.expires_at ? <Day at={row.expires_at} /> : <span className="text-soft">No expiry</span>),
  },
  { header: 'Created', numeric: true, cell: (row) => <Day at={row.created_at} /> },
]

export function MemberKeysPanel({ keys, member }: { keys: readonly KeyRow[]; member: MemberRow }) {
  return (
    <Panel title="API keys" count={keys.length}>
      <PlainTable
        caption="Keys they made or that act as them"
        columns={columns}
        rows={keys}
        keyOf={(row) => row.id}
        empty={`${member.name || member.email} made no key, and none acts as them.`}
      />
    </Panel>
  )
}
