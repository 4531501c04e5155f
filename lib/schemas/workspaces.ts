import { z } from 'zod'
import { workspaceId } from './ids.ts'

const geo = z.enum(['us', 'global'])

/** Contract 8.4. `archived_at` is the only archive flag. */
export const workspaceSchema = z.object({
  id: z.string(),
  type: z.literal('workspace'),
  name: z.string(),
  display_color: z.string(),
  created_at: z.string(),
  archived_at: z.string().nullable(),
  compartment_id: z.string().nullable().default(null),
  data_residency: z
    .object({
      workspace_geo: z.string(),
      allowed_inference_geos: z.union([z.array(z.string()), z.string()]),
      default_inference_geo: z.string(),
    })
    .nullable()
    .default(null),
  external_key_id: z.string().nullable().default(null),
  tags: z.record(z.string(), z.string()).default({}),
  user_profile_id: z.string().nullable().default(null),
})
export type Workspace = z.infer<typeof workspaceSchema>

const name = z.string().trim().min(1, { error: 'is empty' }).max(255, { error: 'is longer than 255 characters' })
const color = z.string().regex(/^#[0-9A-Fa-f]{6}$/, { error: 'is not a colour like #6C5BB9' })
const tagKey = z
  .string()
  .min(1)
  .max(128)
  .refine((key) => !key.toLowerCase().startsWith('anthropic'), { error: 'may not start with "anthropic"' })
const tagValue = z.string().max(256)

const inferenceGeos = {
  allowed_inference_geos: z.union([z.array(geo).min(1), z.literal('unrestricted')]).optional(),
  default_inference_geo: geo.optional(),
}

export const createWorkspaceInput = z.strictObject({
  name,
  display_color: color.nullish(),
  tags: z.record(tagKey, tagValue).nullish(),
  data_residency: z.strictObject({ workspace_geo: z.literal('us').optional(), ...inferenceGeos }).nullish(),
  external_key_id: z.string().nullish(),
  user_profile_id: z.string().nullish(),
})

/** Tags merge; a null value deletes that key (trap 21). */
export const updateWorkspaceInput = z.strictObject({
  workspace_id: workspaceId,
  name: name.optional(),
  display_color: color.optional(),
  tags: z.record(tagKey, tagValue.nullable()).optional(),
  data_residency: z.strictObject(inferenceGeos).optional(),
  external_key_id: z.string().optional(),
  user_profile_id: z.string().optional(),
})

export const archiveWorkspaceInput = z.strictObject({ workspace_id: workspaceId })
