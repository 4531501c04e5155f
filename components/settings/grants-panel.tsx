'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { refusalOf } from '#components/ui/refusal.ts'
import { Day } from '#components/ui/time.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { useNow } from '#components/ui/use-now.ts'
import { endGrant, grantsQuery } from '#lib/client/grants.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { holds } from '#lib/rules/holds.ts'
import type { GrantRow, GrantsView } from '#lib/schemas/access.ts'
import { portalRoleTitle, portalRoles } from '#lib/schemas/person.ts'
import type { SettingsView } from '#lib/schemas/views.ts'
import { GrantDialog } from './grant-dialog.tsx'

const columns: readonly PlainColumn<GrantRow>[] = [
  {
    header: 'For',
    cell: (grant) => (
      <span className="flex items-center gap-2">
        <span className="font-strong">{grant.subject}</span>
        {grant.subject_kind === 'group' ? <Badge>Group</Badge> : null}
      </span>
    ),
  },
  { header: 'Portal role', cell: (grant) => roleTitle(grant) },
  {
    header: 'Workspaces',
    cell: ({ workspaces }) =>
      workspaces === null ? 'All' : <span data-tip={workspaces.join('\n')}>{workspaces.length}</span>,
  },
  { header: 'Until', cell: ({ until }) => <Until until={until} /> },
  {
    header: 'Given',
    cell: (grant) => (
      <>
        <Day at={grant.created_at} /> by {grant.created_by}
      </>
    ),
  },
]

function roleTitle(grant: GrantRow): string {
  return portalRoleTitle(portalRoles.find((role) => role === grant.role) ?? null)
}

function Until({ until }: { until: string | null }) {
  const now = useNow()
  if (until === null) return <span className="text-soft">No end</span>
  return now !== null && Date.parse(until) <= now ? <Badge>Ended</Badge> : <Day at={until} />
}

type Props = { first: GrantsView; people: SettingsView['people'] }

/** Portal roles given here, on top of those that SSO groups carry. */
export function GrantsPanel({ first, people }: Props) {
  const { data } = useQuery(grantsQuery(first))
  const [giving, setGiving] = useState(false)
  const [ending, setEnding] = useState<GrantRow | null>(null)
  const refusal = refusalOf(holds(usePerson(), 'settings.write'))
  const { grants } = data ?? first
  const end: PlainColumn<GrantRow> = {
    header: 'End',
    numeric: true,
    cell: (grant) => (
      <Button small refusal={refusal} onClick={() => setEnding(grant)}>
        End…
      </Button>
    ),
  }
  return (
    <Panel
      title="Grants"
      count={grants.length}
      actions={
        <Button small refusal={refusal} onClick={() => setGiving(true)}>
          Give a grant…
        </Button>
      }
    >
      <PlainTable
        caption="Grants"
        columns={[...columns, end]}
        rows={grants}
        keyOf={(grant) => grant.id}
        empty="No grant is given. Roles come from SSO groups in the policy file and from PORTAL_ADMINS alone."
      />
      {giving ? <GrantDialog people={people} onClose={() => setGiving(false)} /> : null}
      {ending === null ? null : <EndGrantDialog grant={ending} onClose={() => setEnding(null)} />}
    </Panel>
  )
}

/** Ladder level 1: it affects others, and giving it again brings it back. */
function EndGrantDialog({ grant, onClose }: { grant: GrantRow; onClose: () => void }) {
  const client = useQueryClient()
  const end = async () => {
    await startMutation(client, endGrant(client), { id: grant.id })
    showToast({ text: `The grant of ${grant.subject} has ended.` })
  }
  return (
    <ConfirmDialog
      title={`End the grant of ${grant.subject}?`}
      effects={[
        `${roleTitle(grant)} is taken back from the very next request on.`,
        'What they hold by a group of the policy file, by PORTAL_ADMINS or by another grant stays.',
        'Tokens they made work only as far as their remaining role.',
      ]}
      confirmLabel="End grant"
      danger
      onConfirm={end}
      onClose={onClose}
    />
  )
}
