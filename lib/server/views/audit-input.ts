import 'server-only'
import { z } from 'zod'
import { momentOf, parseWords } from '#lib/rules/audit-query.ts'
import type { AuditFilter } from '#lib/rules/audit-query.ts'
import { vias } from '#lib/schemas/person.ts'
import { auditResults } from '#lib/schemas/views.ts'

const text = z.string().max(200, { error: 'is longer than 200 characters' })

/** `name=a` or `name[]=a&name[]=b`. */
function list<T>(one: z.ZodType<T>) {
  const many = z.array(one).max(20, { error: 'has more than 20 values' })
  return z.preprocess((given) => (typeof given === 'string' ? [given] : given), many).optional()
}

const moment = text.refine((given) => momentOf(given) !== null, {
  error: 'is neither a day (2026-11-24) nor a time (2026-11-24T10:00Z)',
})

/** The filters as query parameters. A parameter that is none of these is refused by name. */
export const auditFilterShape = {
  person: list(text),
  action: list(text),
  target: list(text),
  result: list(z.enum(auditResults)),
  via: list(z.enum(vias)),
  workspace: list(text),
  job: list(text),
  after: moment.optional(),
  before: moment.optional(),
  changes: z.enum(['true', 'false']).optional(),
  q: z.string().max(500, { error: 'is longer than 500 characters' }).optional(),
}

const filterInput = z.strictObject(auditFilterShape)

export const auditListInput = z.strictObject({
  ...auditFilterShape,
  before_seq: z.coerce.number({ error: 'is not a number' }).int().positive().optional(),
  limit: z.coerce.number({ error: 'is not a number' }).int().min(1).max(500).optional(),
})

export const auditExportInput = z.strictObject({ ...auditFilterShape, format: z.enum(['csv', 'jsonl']) })

export function filterOf(asked: z.infer<typeof filterInput>): AuditFilter {
  return {
    person: asked.person ?? [],
    action: asked.action ?? [],
    target: asked.target ?? [],
    result: asked.result ?? [],
    via: asked.via ?? [],
    workspace: asked.workspace ?? [],
    job: asked.job ?? [],
    after: asked.after ?? null,
    before: asked.before ?? null,
    changes: asked.changes === 'true',
    words: parseWords(asked.q ?? ''),
  }
}
