import 'server-only'
import { z } from 'zod'
import { notFound } from '#lib/server/http/problem.ts'
import { defineRead } from '#lib/server/reads/define.ts'
import { auditExportInput, auditListInput, filterOf } from './audit-input.ts'
import { exportAudit } from './audit-export.ts'
import { readAudit, readAuditEvent } from './audit.ts'

export const viewAudit = defineRead({
  power: 'audit.read',
  input: auditListInput,
  run: async ({ signedIn, request_id }, { before_seq, limit, ...asked }) => ({
    body: await readAudit(signedIn, request_id, { filter: filterOf(asked), before_seq, limit }),
  }),
})

export const viewAuditEvent = defineRead({
  power: 'audit.read',
  input: z.strictObject({ event_id: z.uuid() }),
  run: async ({ signedIn }, { event_id }) => {
    const row = await readAuditEvent(signedIn, event_id)
    if (row === null) throw notFound(event_id)
    return { body: row }
  },
})

export const viewAuditRows = defineRead({
  power: 'audit.read',
  input: auditExportInput,
  run: (context, { format, ...asked }) => exportAudit(context, filterOf(asked), format),
})
