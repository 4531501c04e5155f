import { z } from 'zod'
import { apiKeyId } from './ids.ts'

export const keyStatuses = ['active', 'inactive', 'archived', 'expired'] as const
export type KeyStatus = (typeof keyStatuses)[number]

const scope = z.looseObject({ type: z.string(), workspace_id: z.string().optional() })
const principal = z.looseObject({
  type: z.string(),
  user_id: z.string().optional(),
  service_account_id: z.string().optional(),
})

/** Contract 8.6 at version 2026-10-21: `scope` carries the real workspace id, also of the default workspace. */
export const apiKeySchema = z.object({
  id: z.string(),
  type: z.literal('api_key'),
  name: z.string(),
  status: z.string(),
  created_at: z.string(),
  created_by: z.object({ id: z.string(), type: z.string() }).nullable(),
  expires_at: z.string().nullable().default(null),
  partial_key_hint: z.string().nullable().default(null),
  principal: principal.nullable().default(null),
  scope,
})
export type ApiKey = z.infer<typeof apiKeySchema>

/** Upstream treats null as unchanged; `expired` is set by the clock and never written. */
export const updateApiKeyInput = z.strictObject({
  api_key_id: apiKeyId,
  name: z.string().trim().min(1, { error: 'is empty' }).max(500, { error: 'is longer than 500 characters' }).nullish(),
  status: z.enum(['active', 'inactive', 'archived']).nullish(),
})
