import 'server-only'
import { z } from 'zod'
import { actionNames } from '#lib/schemas/action-names.ts'
import { inviteEmail } from '#lib/schemas/invites.ts'
import { importKinds } from '#lib/schemas/jobs.ts'
import type { Wanted } from '#lib/schemas/jobs.ts'
import { Problem } from '#lib/server/http/problem.ts'

/** A table of 2 MB as a JSON text, and what stands around it. */
export const mostPlanBytes = 2.5 * 1024 * 1024
const mostChanges = 10_000

const change = z.strictObject({
  action: z.enum(actionNames),
  input: z.record(z.string(), z.unknown()),
  not_before: z.iso.datetime({ error: 'is not a time like 2026-12-20T18:00:00Z' }).optional(),
  when_member: inviteEmail.optional(),
  expects: z.record(z.string(), z.unknown()).optional(),
  after: z.int().min(1).optional(),
})

/** 13 characters on: a hint such as `sk-ant-api03-R2D` is shorter. */
const wholeKey = /sk-ant-[A-Za-z0-9_-]{13,}/

/** A name that people read, and that the audit log keeps for good. */
export function nameOfAtMost(most: number) {
  return z
    .string()
    .trim()
    .max(most, { error: `is longer than ${most} characters` })
    .refine((text) => !/\p{Cc}/u.test(text), { error: 'holds control characters' })
    .refine((text) => !wholeKey.test(text), { error: 'holds what looks like a whole API key' })
}

const file = z.strictObject({
  kind: z.enum(importKinds),
  name: nameOfAtMost(255),
  text: z.string(),
})

export const wantedShape = {
  changes: z
    .array(change)
    .min(1, { error: 'is empty' })
    .max(mostChanges, { error: 'has more than 10,000 changes' })
    .optional(),
  file: file.optional(),
}

/** Exactly one of the two. Throws Problem (400); nothing of a secret is repeated in it. */
export function wantedOf(given: {
  changes?: readonly z.infer<typeof change>[] | undefined
  file?: z.infer<typeof file> | undefined
}): Wanted {
  const { changes, file: brought } = given
  if (brought !== undefined && changes === undefined) return { file: brought }
  if (changes === undefined || brought !== undefined)
    throw new Problem(400, 'invalid_input', 'Send either changes or a file.')
  if (wholeKey.test(JSON.stringify(changes)))
    throw new Problem(
      400,
      'secret_sent',
      'This holds what looks like a whole API key. Steward never needs one; nothing of it was kept. Name keys by their id, and consider this one leaked.',
    )
  return {
    changes: changes.map(({ not_before, when_member, expects, after, ...rest }) => ({
      ...rest,
      ...(not_before === undefined ? {} : { not_before }),
      ...(when_member === undefined ? {} : { when_member }),
      ...(expects === undefined ? {} : { expects }),
      ...(after === undefined ? {} : { after }),
    })),
  }
}
