import { Badge } from '#components/ui/badge.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { Day, TimeAgo } from '#components/ui/time.tsx'
import { useNow } from '#components/ui/use-now.ts'
import { portalRoleTitle, portalRoles } from '#lib/schemas/person.ts'
import type { SettingsView } from '#lib/schemas/views.ts'

type Token = SettingsView['tokens'][number]

const columns: readonly PlainColumn<Token>[] = [
  { header: 'Name', cell: (token) => <span className="font-strong">{token.name}</span> },
  { header: 'Portal role', cell: (token) => portalRoleTitle(portalRoles.find((role) => role === token.role) ?? null) },
  {
    header: 'State',
    cell: (token) => <State token={token} />,
  },
  {
    header: 'Last used',
    cell: (token) =>
      token.last_used_at === null ? (
        <span className="text-soft">No use seen</span>
      ) : (
        <TimeAgo at={token.last_used_at} />
      ),
  },
  {
    header: 'Expires',
    cell: (token) =>
      token.expires_at === null ? <span className="text-soft">No expiry</span> : <Day at={token.expires_at} />,
  },
  { header: 'Created', numeric: true, cell: (token) => <Day at={token.created_at} /> },
]

/** Whether a token has expired depends on the browser's clock, which the server's HTML does not know. */
function State({ token }: { token: Token }) {
  const now = useNow()
  if (token.revoked_at !== null) return <Badge>Revoked</Badge>
  if (token.expires_at !== null && now !== null && Date.parse(token.expires_at) <= now) return <Badge>Expired</Badge>
  return <Badge tone="good">Valid</Badge>
}

export function TokensPanel({ tokens }: { tokens: readonly Token[] }) {
  return (
    <Panel title="Tokens for scripts" count={tokens.length}>
      <PlainTable
        caption="Portal tokens"
        columns={columns}
        rows={tokens}
        keyOf={(token) => token.id}
        empty="No script has a token yet."
      />
      <p className="border-t border-line px-4 py-2 text-soft">
        Made on the server by <code className="font-mono text-small">npm run token -- --name ci --role auditor</code>,
        ended by <code className="font-mono text-small">npm run token -- --revoke token_…</code>.
      </p>
    </Panel>
  )
}
