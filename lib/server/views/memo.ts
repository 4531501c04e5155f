import 'server-only'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'

/** Computes something once a snapshot; it goes when the snapshot goes. */
export function perSnapshot<T>(compute: (snapshot: Snapshot) => T): (snapshot: Snapshot) => T {
  const known = new WeakMap<Snapshot, T>()
  return (snapshot) => {
    const held = known.get(snapshot)
    if (held !== undefined) return held
    const value = compute(snapshot)
    known.set(snapshot, value)
    return value
  }
}
