import 'server-only'
import { UpstreamError } from './errors.ts'

/** What is wrong with upstream, in words for the banner, and whether changes are switched off because of it. */
export type UpstreamHealth = { problem: string | null; readOnly: boolean }

export type UpstreamHealthKeeper = {
  current: () => UpstreamHealth
  /** Upstream answered as it should. */
  well: () => void
  report: (error: unknown) => void
}

const fine: UpstreamHealth = { problem: null, readOnly: false }

export function createHealthKeeper(): UpstreamHealthKeeper {
  let health = fine
  return {
    current: () => health,
    well: () => {
      health = fine
    },
    report: (error) => {
      health = healthAfter(error) ?? health
    },
  }
}

/** Null when the error says nothing about upstream as a whole. */
function healthAfter(error: unknown): UpstreamHealth | null {
  if (error instanceof Error && error.name === 'WrongOrganizationError')
    return {
      readOnly: true,
      problem:
        'The admin key now belongs to another organization. Steward shows the last known data and changes nothing until the right key is back.',
    }
  if (!(error instanceof UpstreamError)) return null
  if (error.status === 401)
    return {
      readOnly: true,
      problem:
        'The Admin API refuses the admin key: it was revoked or has expired. Steward shows the last known data and cannot change anything until the key is renewed.',
    }
  if (error.outcome === 'refused') return null
  if (error.code === 'quota_used_up') return null
  if (error.status === 429)
    return {
      readOnly: false,
      problem:
        'The Admin API asks for a pause: the organization’s quota is used up. Steward shows the last known data meanwhile.',
    }
  return { readOnly: false, problem: `${error.message} Steward shows the last known data and keeps trying.` }
}
