import type { PolicyInForce } from './policy-in-force.ts'
import type { Freshness } from './views.ts'

export type ShellBanner = { tone: 'info' | 'caution' | 'danger'; text: string }

/**
 * What surrounds every page. `waiting` counts what waits for this person behind a page, by the page's address.
 * `revision` is the ETag; it stays the same while nothing of this changes but its age.
 */
export type Shell = Freshness & {
  organization: { id: string; name: string }
  banners: ShellBanner[]
  waiting: Record<string, number>
  policy: PolicyInForce
  revision: string
}
