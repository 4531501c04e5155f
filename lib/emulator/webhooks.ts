import type { Page } from '#lib/schemas/page.ts'

/** No webhook exists here; the list shows that a beta resource appears only to who asks for it (trap 31). */
export function listWebhooks(): Page<never> {
  return { data: [], has_more: false, first_id: null, last_id: null }
}
