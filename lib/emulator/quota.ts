/** At most `limit` calls in any window of `span` milliseconds; 0 means no limit. */
export type Quota = {
  /** Takes one call at `time`; answers 0, or the whole seconds to wait when there is none left. */
  take: (time: number) => number
  reset: () => void
  setLimit: (limit: number) => void
  limit: () => number
  used: (time: number) => number
}

export function createQuota(initialLimit: number, span: number): Quota {
  let limit = initialLimit
  let taken: number[] = []

  function forget(time: number): void {
    const kept = taken.findIndex((moment) => moment > time - span)
    if (kept === -1) taken = []
    else if (kept > 0) taken = taken.slice(kept)
  }

  return {
    take: (time) => {
      if (limit === 0) return 0
      forget(time)
      const blocking = taken[taken.length - limit]
      if (blocking !== undefined) return Math.max(1, Math.ceil((blocking + span - time) / 1000))
      taken.push(time)
      return 0
    },
    reset: () => {
      taken = []
    },
    setLimit: (value) => {
      limit = value
    },
    limit: () => limit,
    used: (time) => {
      forget(time)
      return taken.length
    },
  }
}
