import 'server-only'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import { withAction } from './catalogue.ts'
import { look } from './look.ts'
import type { Place } from './look.ts'
import { movedFrom } from './written.ts'

/** Clocks differ by less, or nobody could sign in. */
const clocksDifferMs = 15 * 60_000

/**
 * What upstream shows of an intent whose end nobody knows; null for an action that this version does not know.
 * `unclear`: what is there may be its work or somebody else's. Throws ContestedError, and what the Admin API throws.
 */
export function findOut(place: Place, intent: AuditEvent) {
  return withAction(intent.action, async (action) => {
    const params: unknown = JSON.parse(intent.params)
    const input = action.input.parse(params)
    const object = action.object.parse(JSON.parse(intent.before ?? 'null'))
    const lookSince = (sinceMs: number) => look(place, action, { intentId: intent.id, input, object, sinceMs })
    const seen = await lookSince(intent.at_ms)
    if (seen.state === 'applied') {
      const made = action.created === undefined ? {} : { target_id: action.created(seen.value) }
      return { state: seen.state, value: seen.value as unknown, made, kind: action.target(input).kind } as const
    }
    if (seen.state === 'not_applied' && seen.now !== undefined && movedFrom(object, params, seen.now))
      return unclear('The object is neither as it was before nor as this change would leave it.', seen.now)
    const earlier = action.created === undefined ? seen : await lookSince(intent.at_ms - clocksDifferMs)
    if (earlier.state !== 'applied') return seen
    return unclear('One was made shortly before, if both clocks are right: it may be this one.', earlier.value)
  })
}

function unclear(problem: string, saw: unknown) {
  return { state: 'unclear', problem, saw } as const
}
