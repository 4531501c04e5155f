import { Badge } from '#components/ui/badge.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { TimeAgo } from '#components/ui/time.tsx'
import { portalRoleTitle, portalRoles } from '#lib/schemas/person.ts'
import type { SettingsView } from '#lib/schemas/views.ts'

type Person = SettingsView['people'][number]

const columns: readonly PlainColumn<Person>[] = [
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

export function PeoplePanel({ people }: { people: readonly Person[] }) {
  return (
    <Panel title="People" count={people.length}>
      <PlainTable
        caption="People who have signed in"
        columns={columns}
        rows={people}
        keyOf={(person) => `${person.email} ${person.name}`}
        empty="Nobody has signed in yet."
      />
      <p className="border-t border-line px-4 py-2 text-soft">
        Roles come from SSO groups in the policy file and from PORTAL_ADMINS; they are read anew on every request.
      </p>
    </Panel>
  )
}
