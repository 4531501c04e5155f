import 'server-only'
import type { Answer } from '#lib/server/admin-api/client.ts'
import { isUpstreamStatus } from '#lib/server/admin-api/errors.ts'
import type { ReadBack } from './define.ts'

/** For changes to a wanted state: the object as it is now, applied when it has that state. */
export async function desiredState<R>(
  retrieve: () => Promise<Answer<R>>,
  reached: (value: R) => boolean,
): Promise<ReadBack<R>> {
  const { value } = await retrieve()
  return reached(value) ? { state: 'applied', value } : { state: 'not_applied', now: value }
}

/** For additions: what is not found was not added. */
export async function unlessAbsent<R>(look: Promise<ReadBack<R>>): Promise<ReadBack<R>> {
  try {
    return await look
  } catch (error) {
    if (isUpstreamStatus(error, 404)) return { state: 'not_applied' }
    throw error
  }
}

/** For deletions: applied when the object is not found any more (trap 11). */
export async function isGone<R>(retrieve: () => Promise<unknown>, gone: R): Promise<ReadBack<R>> {
  try {
    await retrieve()
    return { state: 'not_applied' }
  } catch (error) {
    if (isUpstreamStatus(error, 404)) return { state: 'applied', value: gone }
    throw error
  }
}

/** Upstream's clock may run behind ours; anything made since then may be ours. */
export function madeSince(at: string, sinceMs: number): boolean {
  return Date.parse(at) >= sinceMs - 5_000
}
