import 'server-only'
import type { z } from 'zod'
import type { Power } from '#lib/rules/permissions.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'

/** Something a person asks Steward itself to do; nothing changes upstream. */
export type Command<I> = {
  power: Power
  input: z.ZodType<I>
  run: (caller: { runtime: Runtime; signedIn: SignedIn }, input: I) => Promise<unknown>
}

export function defineCommand<I>(definition: Command<I>): Command<I> {
  return definition
}
