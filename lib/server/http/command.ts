import 'server-only'
import type { z } from 'zod'
import type { Power } from '#lib/rules/permissions.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'

/** Something a person asks Steward itself to do; nothing changes upstream. */
export type Command<I> = {
  power: Power
  input: z.ZodType<I>
  /** True where the sign-in must be fresh. */
  stepUp?: boolean
  /** How large its body may be; 64 kB where it does not say. */
  mostBytes?: number
  run: (asked: Asked, input: I) => Promise<unknown>
}

/** Who asks, with which request, and why if they said so. */
export type Asked = { runtime: Runtime; signedIn: SignedIn; request_id: string; reason: string | null }

export function defineCommand<I>(definition: Command<I>): Command<I> {
  return definition
}
