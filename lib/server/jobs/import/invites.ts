import 'server-only'
import { assignableOrgRoles, assignableWorkspaceRoles } from '#lib/schemas/roles.ts'
import type { Finder, Found } from './finder.ts'
import { badRow } from './row-wish.ts'
import type { RowWish } from './row-wish.ts'
import type { TableRecord } from './read-table.ts'

const mostWorkspaces = 50

/** `email,role,workspaces`: an invite, and for each workspace its membership as soon as the invite was accepted. */
export function inviteWishes(finder: Finder, record: TableRecord): RowWish[] {
  const { email: address = '', role: given = '', workspaces = '' } = record.cells
  const email = finder.email(address)
  if ('problem' in email) return [badRow(record, email.problem)]
  const role = finder.role(given, assignableOrgRoles)
  if ('problem' in role) return [badRow(record, role.problem, email.found)]
  const places = placesIn(finder, workspaces)
  if ('problem' in places) return [badRow(record, places.problem, email.found)]
  return [
    { change: { action: 'invite.create', input: { email: email.found, role: role.found } } },
    ...places.found.map((input) => ({
      change: { action: 'workspace_member.add' as const, input, when_member: email.found },
      followsFirst: true,
    })),
  ]
}

type Place = { workspace_id: string; workspace_role: string }

function placesIn(finder: Finder, text: string): Found<Place[]> {
  const given = text.split(';').map((part) => part.trim())
  const parts = given.filter((part) => part !== '')
  if (parts.length > mostWorkspaces) return { problem: `More than ${mostWorkspaces} workspaces in one row.` }
  const places: Place[] = []
  for (const part of parts) {
    const place = placeOf(finder, part)
    if ('problem' in place) return place
    if (places.some(({ workspace_id }) => workspace_id === place.found.workspace_id))
      return { problem: 'The same workspace is named twice.' }
    places.push(place.found)
  }
  return { found: places }
}

/** `name or id`, or with the role after the last colon. A name may hold a colon itself. */
function placeOf(finder: Finder, part: string): Found<Place> {
  const whole = finder.workspace(part)
  if ('found' in whole) return { found: { workspace_id: whole.found.id, workspace_role: 'workspace_user' } }
  const colon = part.lastIndexOf(':')
  if (colon < 0) return whole
  const workspace = finder.workspace(part.slice(0, colon).trim())
  if ('problem' in workspace) return workspace
  const role = finder.role(part.slice(colon + 1).trim(), assignableWorkspaceRoles)
  if ('problem' in role) return role
  return { found: { workspace_id: workspace.found.id, workspace_role: role.found } }
}
