import 'server-only'
import { adminApiPaths } from '#lib/paths.ts'
import { organizationSchema } from '#lib/schemas/organization.ts'
import type { LaneCall } from './lane-call.ts'

export function organizationApi(call: LaneCall) {
  return { retrieve: () => call(organizationSchema, { method: 'GET', path: adminApiPaths.me() }) }
}
