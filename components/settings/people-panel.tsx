'use client'
import { useState } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { TimeAgo } from '#components/ui/time.tsx'
import { extentOf } from '#lib/rules/permissions.ts'
import { portalRoleTitle, portalRoles } from '#lib/schemas/person.ts'
import type { SettingsView } from '#lib/schemas/views.ts'
import { EndSessionsDialog } from './end-sessions-dialog.tsx'
import type { EndingSessions } from './end-sessions-dialog.tsx'

type Known = SettingsView['people'][number]

const columns: readonly PlainColumn<Known>[] = [
  {
    header: 'Person',
    cell: (person) => (
      <span className="flex items-baseline gap-2">
        <span className="font-strong">{person.name}</span>
        <span className="text-soft">{person.email}</span>
      </span>
    ),
  },
  {
    header: 'Portal role',
    cell: (person) =>
      person.role === null ? (
        <Badge>No portal role</Badge>
      ) : (
        portalRoleTitle(portalRoles.find((role) => role === person.role) ?? null)
      ),
  },
  {
    header: 'Workspaces',
    cell: (person) => {
      if (person.role === null) return '–'
      if (person.workspaces === null) return 'All'
      return <span data-tip={person.workspaces.join('\n')}>{person.workspaces.length}</span>
    },
  },
  { header: 'Last seen', cell: (person) => <TimeAgo at={person.last_seen_at} /> },
]

export function PeoplePanel({ people }: { people: readonly Known[] }) {
  const [ending, setEnding] = useState<EndingSessions | null>(null)
  const me = usePerson()
  const mayEnd = extentOf(me, 'sessions.manage') === 'all'
  const sessions: PlainColumn<Known> = {
    header: 'Sessions',
    numeric: true,
    cell: (person) => (
      <Button
        small
        refusal={
          !mayEnd
            ? 'Your portal role ends your own sessions only. A portal admin can end those of others.'
            : person.id === me.id
              ? 'These are your own. End them under Your sessions.'
              : null
        }
        onClick={() => setEnding({ which: { person_id: person.id }, who: person.name, what: 'all sessions' })}
      >
        End all…
      </Button>
    ),
  }
  return (
    <Panel title="People" count={people.length}>
      <PlainTable
        caption="People who have signed in"
        columns={[...columns, sessions]}
        rows={people}
        keyOf={(person) => person.id}
        empty="Nobody has signed in yet."
      />
      <p className="border-t border-line px-4 py-2 text-soft">
        Roles come from SSO groups in the policy file, from PORTAL_ADMINS and from grants; they are read anew on every
        request. Groups are those of the last sign-in.
      </p>
      {ending === null ? null : <EndSessionsDialog ending={ending} onClose={() => setEnding(null)} />}
    </Panel>
  )
}
