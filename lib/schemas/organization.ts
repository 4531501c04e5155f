import { z } from 'zod'

/** `GET /v1/organizations/me`, contract 8.1. */
export const organizationSchema = z.object({ id: z.string(), type: z.literal('organization'), name: z.string() })
export type Organization = z.infer<typeof organizationSchema>
