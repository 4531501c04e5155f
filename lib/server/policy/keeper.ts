import 'server-only'
import type { Policy } from './policy.ts'

const everyMs = 1000

/** Looks at the file also while nobody asks, so that a change is recorded when it happens. */
export function startPolicyKeeper(policy: Policy): { stop: () => Promise<void> } {
  let looking: Promise<unknown> = Promise.resolve()
  const look = () => {
    looking = policy.current()
  }
  look()
  const timer = setInterval(look, everyMs)
  timer.unref()
  return {
    stop: async () => {
      clearInterval(timer)
      await looking
    },
  }
}
