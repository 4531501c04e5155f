import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { permissions, powerWords, powers } from '#lib/rules/permissions.ts'
import type { Extent, Power } from '#lib/rules/permissions.ts'
import { portalRoleTitle, portalRoles } from '#lib/schemas/person.ts'

const extents: Record<Extent, string> = { all: 'Yes', scope: 'Own workspaces', own: 'Own actions', none: '–' }

const columns: readonly PlainColumn<Power>[] = [
  {
    header: 'May',
    cell: (power) => {
      const words = powerWords[power]
      return words.charAt(0).toUpperCase() + words.slice(1)
    },
  },
  ...portalRoles.map((role) => ({
    header: portalRoleTitle(role),
    cell: (power: Power) => {
      const extent = permissions[role][power]
      return <span className={extent === 'none' ? 'text-soft' : ''}>{extents[extent]}</span>
    },
  })),
]

/** The very table that server and buttons ask, so that what is written here cannot drift from what holds. */
export function RolesPanel() {
  return (
    <Panel title="Portal roles">
      <PlainTable
        caption="Portal roles and their powers"
        columns={columns}
        rows={powers}
        keyOf={(power) => power}
        empty=""
      />
      <p className="border-t border-line px-4 py-2 text-soft">
        Ceilings come on top: the help desk gives and touches only ordinary roles, and nobody changes their own access.
      </p>
    </Panel>
  )
}
