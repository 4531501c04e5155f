import { z } from 'zod'

/** The id-cursor page of contract section 4.1. */
export type Page<T> = { data: T[]; has_more: boolean; first_id: string | null; last_id: string | null }

export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({
    data: z.array(item),
    has_more: z.boolean(),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
  })
}

export const maxPageSize = 1000
export const defaultPageSize = 20
