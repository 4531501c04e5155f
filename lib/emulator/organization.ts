import type { Organization } from '#lib/schemas/organization.ts'
import type { Context } from './context.ts'

export function retrieveOrganization({ world }: Context): Organization {
  return { id: world.organization.id, type: 'organization', name: world.organization.name }
}
