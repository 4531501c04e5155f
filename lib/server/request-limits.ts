import 'server-only'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

export type RequestLimits = {
  perMinute: number
  /** Counts one request of this person or token. Resolves to the seconds to wait; 0 lets it through. */
  take: (personId: string) => Promise<number>
}

/** How many requests a person or token may send a minute, so that one runaway script cannot slow everybody else down. */
export function createRequestLimits(perMinute: number): RequestLimits {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return {
    perMinute,
    take: async (personId) => {
      try {
        await limiter.consume(personId)
        return 0
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error
        return Math.max(1, Math.ceil(error.msBeforeNext / 1000))
      }
    },
  }
}
