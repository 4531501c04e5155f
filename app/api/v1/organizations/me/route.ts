import { read } from '#lib/server/http/route.ts'
import { retrieveOrganization } from '#lib/server/reads/organization.ts'

export const GET = read(retrieveOrganization)
