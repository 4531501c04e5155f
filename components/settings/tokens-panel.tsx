'use client'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { Day, TimeAgo } from '#components/ui/time.tsx'
import { useNow } from '#components/ui/use-now.ts'
import { tokensQuery } from '#lib/client/tokens.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { TokenMade, TokenRow, TokensView } from '#lib/schemas/access.ts'
import { portalRoleTitle, portalRoles } from '#lib/schemas/person.ts'
import { expiryState } from './expiry.ts'
import { RevokeTokenDialog } from './revoke-token-dialog.tsx'
import { TokenDialog } from './token-dialog.tsx'
import { TokenSecretDialog } from './token-secret-dialog.tsx'

const nameColumn: PlainColumn<TokenRow> = {
  header: 'Name',
  cell: (token) => <span className="font-strong">{token.name}</span>,
}
const factColumns: readonly PlainColumn<TokenRow>[] = [
  { header: 'Portal role', cell: (token) => <Rights token={token} /> },
  { header: 'State', cell: (token) => <State token={token} /> },
  {
    header: 'Last used',
    cell: ({ last_used_at }) =>
      last_used_at === null ? <span className="text-soft">No use seen</span> : <TimeAgo at={last_used_at} />,
  },
  {
    header: 'Expires',
    cell: ({ expires_at }) =>
      expires_at === null ? <span className="text-soft">No expiry</span> : <Day at={expires_at} />,
  },
]
const makerColumn: PlainColumn<TokenRow> = {
  header: 'Made by',
  cell: (token) => (token.by_command ? <span className="text-soft">Command line</span> : token.made_by),
}

function Rights({ token }: { token: TokenRow }) {
  const role = portalRoleTitle(portalRoles.find((known) => known === token.role) ?? null)
  if (token.workspaces === null) return role
  return (
    <span data-tip={token.workspaces.join('\n')}>
      {role}, {token.workspaces.length} {token.workspaces.length === 1 ? 'workspace' : 'workspaces'}
    </span>
  )
}

/** Whether a token has expired depends on the browser's clock, which the server's HTML does not know. */
function State({ token }: { token: TokenRow }) {
  const state = expiryState(token, useNow())
  if (state === 'revoked') return <Badge>Revoked</Badge>
  if (state === 'expired') return <Badge>Expired</Badge>
  if (!token.works)
    return (
      <Badge tone="danger" tip="Its maker no longer has the rights this token was made with, so it is refused.">
        Refused
      </Badge>
    )
  return state === 'soon' ? <Badge tone="caution">Expires soon</Badge> : <Badge tone="good">Valid</Badge>
}

function revokeColumn(refusal: string | null, onRevoke: (token: TokenRow) => void): PlainColumn<TokenRow> {
  return {
    header: 'Revoke',
    numeric: true,
    cell: (token) =>
      token.revoked_at === null ? (
        <Button small refusal={refusal} onClick={() => onRevoke(token)}>
          Revoke…
        </Button>
      ) : null,
  }
}

/** One's own tokens, and the place where they are made. */
export function OwnTokensPanel({ first }: { first: TokensView }) {
  const { data } = useQuery(tokensQuery(first))
  const [making, setMaking] = useState(false)
  const [made, setMade] = useState<TokenMade | null>(null)
  const [revoking, setRevoking] = useState<TokenRow | null>(null)
  const tokens = (data ?? first).mine
  const show = (token: TokenMade) => {
    setMaking(false)
    setMade(token)
  }
  return (
    <Panel
      title="Your tokens"
      count={tokens.length}
      actions={
        <Button small onClick={() => setMaking(true)}>
          Make a token…
        </Button>
      }
    >
      <PlainTable
        caption="Your tokens for scripts"
        columns={[nameColumn, ...factColumns, revokeColumn(null, setRevoking)]}
        rows={tokens}
        keyOf={(token) => token.id}
        empty="You have no token. A token lets a script call the Admin API through Steward, with at most your rights."
      />
      {making ? <TokenDialog onMade={show} onClose={() => setMaking(false)} /> : null}
      {made === null ? null : <TokenSecretDialog made={made} onClose={() => setMade(null)} />}
      {revoking === null ? null : <RevokeTokenDialog token={revoking} onClose={() => setRevoking(null)} />}
    </Panel>
  )
}

/** Everybody else's tokens, those made on the server among them. */
export function OthersTokensPanel({ first }: { first: TokensView }) {
  const { data } = useQuery(tokensQuery(first))
  const [revoking, setRevoking] = useState<TokenRow | null>(null)
  const person = usePerson()
  const tokens = (data ?? first).others
  if (tokens === null) return null
  const refusal =
    extentOf(person, 'tokens.manage') === 'all' ? null : 'This token is not yours. A portal admin can revoke it.'
  return (
    <Panel title="Tokens of others" count={tokens.length}>
      <PlainTable
        caption="Portal tokens"
        columns={[nameColumn, makerColumn, ...factColumns, revokeColumn(refusal, setRevoking)]}
        rows={tokens}
        keyOf={(token) => token.id}
        empty="Nobody else has a token."
      />
      <p className="border-t border-line px-4 py-2 text-soft">
        On the server, <code className="font-mono text-small">npm run token -- --name ci --role auditor</code> makes one
        that hangs on nobody’s rights.
      </p>
      {revoking === null ? null : <RevokeTokenDialog token={revoking} onClose={() => setRevoking(null)} />}
    </Panel>
  )
}
