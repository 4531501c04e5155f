import 'server-only'
import { noteChanges } from '#lib/server/history/note.ts'
import type { NoteParts } from '#lib/server/history/note.ts'
import type { Reread } from '#lib/server/mirror/sync.ts'
import type { Runtime } from './runtime-type.ts'

/** A change may follow from one that follows from a third: an invite, the member who accepted it, their role. */
const mostRounds = 3

/** After each sweep: who made what it found. What cannot be told yet waits in the database for the next. */
export function joinHistory({ log, ...parts }: NoteParts & { log: Runtime['log'] }) {
  return async (reread: Reread): Promise<void> => {
    try {
      for (let round = 0; round < mostRounds; round++) {
        const { waits, failed } = await noteChanges(parts)
        const [first] = failed
        if (first !== undefined)
          log.warn({ err: first.error, entries: failed.map(({ entry }) => entry) }, 'some changes could not be told')
        if (waits.length === 0) return
        await reread(waits)
      }
    } catch (err) {
      log.warn({ err }, 'changes that a sweep found could not be told yet')
    }
  }
}
