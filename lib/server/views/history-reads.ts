import 'server-only'
import { z } from 'zod'
import { momentOf } from '#lib/rules/audit-query.ts'
import { holds } from '#lib/rules/holds.ts'
import type { Power } from '#lib/rules/permissions.ts'
import { changeClasses, historyNouns } from '#lib/schemas/history.ts'
import type { HistoryNoun } from '#lib/schemas/history.ts'
import type { Person } from '#lib/schemas/person.ts'
import { Problem } from '#lib/server/http/problem.ts'
import { kinds } from '#lib/server/mirror/kinds.ts'
import { defineRead } from '#lib/server/reads/define.ts'
import { readChanges } from './changes.ts'
import { readDifference, readPast } from './history.ts'

/** What one must hold to see a list today is what one must hold to see its past. */
export const powerOfNoun: Record<HistoryNoun, Power> = {
  members: 'members.read',
  invites: 'invites.read',
  workspaces: 'workspaces.read',
  keys: 'keys.read',
}

const moment = z
  .string()
  .max(40)
  .refine((text) => momentOf(text) !== null, {
    error: 'is neither a day (2026-11-24) nor a time (2026-11-24T10:00Z)',
  })
  .transform((text) => momentOf(text) ?? 0)

const past = moment.refine((ms) => ms <= Date.now(), { error: 'is in the future' })
const noun = z.enum(historyNouns)

function requireNoun(person: Person, asked: HistoryNoun): void {
  const verdict = holds(person, powerOfNoun[asked])
  if (!verdict.allowed) throw new Problem(403, verdict.code, verdict.reason)
}

export const viewPast = defineRead({
  power: 'organization.read',
  input: z.strictObject({ noun, at: past }),
  run: async ({ person }, asked) => {
    requireNoun(person, asked.noun)
    return { body: await readPast(person, asked.noun, asked.at) }
  },
})

export const viewDifference = defineRead({
  power: 'organization.read',
  input: z
    .strictObject({ noun, from: past, to: past })
    .refine(({ from, to }) => from <= to, { path: ['from'], error: 'is later than to' }),
  run: async ({ person }, { noun: asked, from, to }) => {
    requireNoun(person, asked)
    return { body: await readDifference(person, asked, { fromMs: from, toMs: to }) }
  },
})

export const viewChanges = defineRead({
  power: 'audit.read',
  input: z.strictObject({
    kind: z.enum(kinds).optional(),
    class: z.enum(changeClasses).optional(),
    since: moment.optional(),
    until: moment.optional(),
    cursor: z
      .string()
      .max(300)
      .regex(/^\d{1,15}\.[a-z_]+\.[\w]*\.[\w-]+$/, { error: 'is not a cursor' })
      .optional(),
    limit: z.coerce.number({ error: 'is not a number' }).int().min(1).max(500).optional(),
  }),
  run: async ({ person, runtime }, asked) => ({ body: await readChanges(runtime.database, person, asked) }),
})
