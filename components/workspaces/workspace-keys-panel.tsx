import Link from 'next/link'
import { Badge } from '#components/ui/badge.tsx'
import type { Tone } from '#components/ui/badge.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { Day } from '#components/ui/time.tsx'
import { pagePaths } from '#lib/paths.ts'
import type { KeyRow } from '#lib/schemas/views.ts'

const tones: Record<string, Tone> = { active: 'good', expired: 'caution' }

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
  {
    header: 'Acts as',
    cell: (row) => row.acts_as?.label ?? <span className="text-soft">The workspace</span>,
  },
  {
    header: 'Creator',
    cell: (row) => {
      if (row.creator === null) return <span className="text-soft">Not recorded</span>
      return row.creator.state === 'left' ? (
        <span className="text-caution">Left the organization</span>
      ) : (
        row.creator.label
      )
    },
  },
  {
    header: 'Expires',
    cell: (row) => (row.expires_at ? <Day at={row.expires_at} /> : <span className="text-soft">No expiry</span>),
  },
  { header: 'Created', numeric: true, cell: (row) => <Day at={row.created_at} /> },
]

export function WorkspaceKeysPanel({ keys }: { keys: readonly KeyRow[] }) {
  const living = keys.filter((key) => key.status === 'active' || key.status === 'inactive')
  const others = keys.length - living.length
  return (
    <Panel title="API keys" count={living.length}>
      <PlainTable
        caption="API keys of this workspace"
        columns={columns}
        rows={living}
        keyOf={(row) => row.id}
        empty="No living key. Keys are made in the Claude Console."
      />
      {others === 0 ? null : (
        <p className="border-t border-line px-4 py-2 text-soft">{others} archived or expired, not shown here.</p>
      )}
    </Panel>
  )
}
