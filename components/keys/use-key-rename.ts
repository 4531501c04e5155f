'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useTakeBack } from '#components/audit/use-take-back.ts'
import { renameKey } from '#lib/client/keys.ts'
import { startMutation } from '#lib/client/query-client.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { tellUndoable } from '#components/ui/tell.ts'

const longestName = 500

/** Null when the name is fine, else what is wrong with it. */
export function keyNameProblem(name: string): string | null {
  if (name === '') return 'A key needs a name.'
  return name.length > longestName ? `At most ${longestName} characters.` : null
}

/** Renames a key and offers to take it back; rejects when it was refused, so that a form can say so in place. */
export function useKeyRename() {
  const client = useQueryClient()
  const takeBack = useTakeBack()
  return async (key: Pick<KeyRow, 'id' | 'name'>, to: string): Promise<void> => {
    const answer = await startMutation(client, renameKey(client), { id: key.id, value: to })
    const words = { done: `The key is called ${key.name} again.`, still: `The key is still called ${to}.` }
    tellUndoable(`${key.name} is now called ${to}.`, takeBack(answer, words))
  }
}
