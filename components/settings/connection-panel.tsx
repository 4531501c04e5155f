import { Badge } from '#components/ui/badge.tsx'
import { CopyText } from '#components/ui/copy-text.tsx'
import { Facts, Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { TimeAgo } from '#components/ui/time.tsx'
import type { SettingsView } from '#lib/schemas/views.ts'

type Connection = SettingsView['connection']
type Part = Connection['kinds'][number]

const partNames: Record<string, string> = {
  organization: 'Organization',
  workspace: 'Workspaces',
  user: 'Members',
  invite: 'Invites',
  api_key: 'API keys',
  workspace_member: 'Members of workspaces',
}

const columns: readonly PlainColumn<Part>[] = [
  { header: 'What', cell: (part) => partNames[part.kind] ?? part.kind },
  { header: 'Objects', numeric: true, cell: (part) => part.count.toLocaleString('en') },
  {
    header: 'Read',
    cell: (part) => (part.complete ? <Badge tone="good">Whole</Badge> : <Badge tone="caution">Being read</Badge>),
  },
  {
    header: 'Synced',
    cell: (part) =>
      part.synced_at === null ? <span className="text-soft">Not yet</span> : <TimeAgo at={part.synced_at} />,
  },
]

export function ConnectionPanel({ view }: { view: SettingsView }) {
  const { connection, sign_in } = view
  return (
    <Panel title="Connection">
      <div className="p-4">
        <Facts
          facts={[
            { label: 'Organization', value: connection.organization.name || 'Not read yet' },
            { label: 'Organization id', value: <CopyText text={connection.organization.id || '–'} what="id" /> },
            { label: 'Admin API', value: connection.base_url },
            { label: 'Credential', value: connection.credential_kind },
            {
              label: 'Fingerprint',
              value: <span className="font-mono text-small">{connection.credential_fingerprint}</span>,
            },
            {
              label: 'Requests in the last minute',
              value: (
                <span className="figures">
                  {connection.requests_last_minute} of {connection.requests_per_minute}
                </span>
              ),
            },
            { label: 'Database', value: connection.database === 'sqlite' ? 'SQLite' : 'PostgreSQL' },
            { label: 'Sign-in provider', value: sign_in.issuer },
          ]}
        />
      </div>
      <div className="border-t border-line">
        <PlainTable
          caption="What the mirror holds"
          columns={columns}
          rows={connection.kinds}
          keyOf={(part) => part.kind}
          empty="Nothing is read yet."
        />
      </div>
    </Panel>
  )
}

/** Contract sections 1, 7 and 8: what no Admin API key can do, so that nobody looks for it here. */
const limits = [
  'Give, change or remove the organization’s admin roles: the Claude Console does that.',
  'Create API keys or see their secret: keys are made in the Claude Console.',
  'Bring back an archived key or workspace, or an expired key.',
  'Create, list or revoke Admin API keys.',
  'Change a member’s name or e-mail address.',
]

export function CredentialPanel() {
  return (
    <Panel title="What this credential cannot do">
      <ul className="flex list-disc flex-col gap-1 py-3 pr-4 pl-8">
        {limits.map((limit) => (
          <li key={limit}>{limit}</li>
        ))}
      </ul>
    </Panel>
  )
}
