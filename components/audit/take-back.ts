import type { QueryClient } from '@tanstack/react-query'
import { tellRefused, tellUndoable } from '#components/ui/tell.ts'
import { eventOf } from '#lib/client/api.ts'
import { undoAction } from '#lib/client/audit.ts'
import { startMutation } from '#lib/client/query-client.ts'

/** What is said when it was taken back, and what still holds when it could not be. */
export type TakeBackWords = { done: string; still: string }
export type TakeBack = (answer: unknown, words: TakeBackWords) => (() => void) | null

/**
 * The *Undo* of a toast: takes back the very action that this answer came from, on the server, which refuses when
 * somebody has changed it again since. Null when the answer names no action.
 */
export function takeBackBy(client: QueryClient): TakeBack {
  return (answer, { done, still }) => {
    const event_id = eventOf(answer)
    if (event_id === null) return null
    const run = async () => {
      try {
        await startMutation(client, undoAction(client), { event_id })
        tellUndoable(done, null)
      } catch (error) {
        tellRefused(still, error)
      }
    }
    return () => void run()
  }
}
