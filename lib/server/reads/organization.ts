import 'server-only'
import { z } from 'zod'
import { Problem } from '#lib/server/http/problem.ts'
import { defineRead } from './define.ts'

export const retrieveOrganization = defineRead({
  power: 'organization.read',
  input: z.object({}),
  run: async ({ runtime }) => {
    const [organization] = (await runtime.mirror.snapshot()).list('organization')
    if (organization === undefined)
      throw new Problem(
        503,
        'first_sync_running',
        'Steward has not read the organization yet; ask again in a moment.',
        2,
      )
    return { body: organization }
  },
})
