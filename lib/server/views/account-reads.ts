import 'server-only'
import { z } from 'zod'
import { credentialOf } from '#lib/server/auth/credential.ts'
import { defineRead } from '#lib/server/reads/define.ts'
import { readGrants } from './grants.ts'
import { readSessions } from './sessions.ts'
import { readTokens } from './tokens.ts'

const nothing = z.object({})

export const viewSessions = defineRead({
  power: 'sessions.manage',
  input: nothing,
  run: async ({ runtime, person, signedIn }) => ({
    body: await readSessions(person, credentialOf(runtime.env, signedIn)),
  }),
})

export const viewTokens = defineRead({
  power: 'tokens.manage',
  input: nothing,
  run: async ({ person }) => ({ body: await readTokens(person) }),
})

export const viewGrants = defineRead({
  power: 'settings.read',
  input: nothing,
  run: async () => ({ body: await readGrants() }),
})
