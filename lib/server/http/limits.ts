import 'server-only'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { Problem } from './problem.ts'

export type Limits = {
  /** Counts one request of this person or token. Throws Problem (429) with the seconds to wait. */
  take: (personId: string) => Promise<void>
}

/** How many requests a person or token may send a minute, so that one runaway script cannot slow everybody else down. */
export function createLimits(perMinute: number): Limits {
  const limiter = new RateLimiterMemory({ points: perMinute, duration: 60 })
  return {
    take: async (personId) => {
      try {
        await limiter.consume(personId)
      } catch (error) {
        if (!(error instanceof RateLimiterRes)) throw error
        const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000))
        const words = `You sent more than ${perMinute.toLocaleString('en')} requests in a minute. Wait ${seconds} s.`
        throw new Problem(429, 'too_many_requests', `${words} Nothing was changed.`, seconds)
      }
    },
  }
}
