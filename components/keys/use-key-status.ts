'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { announce } from '#components/ui/announcer.tsx'
import { changeKeyStatus } from '#lib/client/keys.ts'
import { startMutation } from '#lib/client/query-client.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { keyStatusName } from './key-words.ts'
import { tellRefused, tellUndoable } from '#components/ui/tell.ts'

/** Disables or enables a key and tells how it went; ten seconds long the inverse write is one click away. */
export function useKeyStatus() {
  const client = useQueryClient()
  return useCallback(
    (key: KeyRow, status: string) => {
      const write = async (from: string, to: string, undoable: boolean): Promise<void> => {
        announce(`${to === 'active' ? 'Enabling' : 'Disabling'} ${key.name}`)
        try {
          await startMutation(client, changeKeyStatus(client), { id: key.id, value: to })
        } catch (error) {
          tellRefused(`${key.name} is still ${keyStatusName(from).toLowerCase()}.`, error)
          return
        }
        const words = to === 'active' ? 'enabled: calls with it work again' : 'disabled: calls with it fail from now on'
        tellUndoable(`${key.name} is ${words}.`, undoable ? () => void write(to, from, false) : null)
      }
      return write(key.status, status, true)
    },
    [client],
  )
}
