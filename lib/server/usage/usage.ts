import 'server-only'
import type { UsageFigures } from './figures.ts'

/** Usage and cost as views ask for them. `looked` says that somebody looks, which keeps today fresh. */
export type Usage = {
  figures: () => Promise<UsageFigures>
  looked: () => void
  /** Reads whatever is missing, now. Throws UpstreamError. */
  refresh: () => Promise<void>
}
