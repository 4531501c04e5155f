import type { QueryClient } from '@tanstack/react-query'
import { takeBackBy } from '#components/audit/take-back.ts'
import { announce } from '#components/ui/announcer.tsx'
import { tellRefused, tellUndoable } from '#components/ui/tell.ts'
import { changeKeyStatus } from '#lib/client/keys.ts'
import { startMutation } from '#lib/client/query-client.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { keyStatusName } from './key-words.ts'

/** Disables or enables a key and tells how it went; for ten seconds the toast takes it back. */
export async function setKeyStatus(client: QueryClient, key: KeyRow, status: string): Promise<void> {
  announce(`${status === 'active' ? 'Enabling' : 'Disabling'} ${key.name}`)
  try {
    const answer = await startMutation(client, changeKeyStatus(client), { id: key.id, value: status })
    const words = { done: statusWords(key.name, key.status), still: stillWords(key.name, status) }
    tellUndoable(statusWords(key.name, status), takeBackBy(client)(answer, words))
  } catch (error) {
    tellRefused(stillWords(key.name, key.status), error)
  }
}

function statusWords(name: string, status: string): string {
  const words = status === 'active' ? 'enabled: calls with it work again' : 'disabled: calls with it fail from now on'
  return `${name} is ${words}.`
}

function stillWords(name: string, status: string): string {
  return `${name} is still ${keyStatusName(status).toLowerCase()}.`
}
