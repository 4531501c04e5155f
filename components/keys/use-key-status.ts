'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { KeyRow } from '#lib/schemas/views.ts'
import { setKeyStatus } from './set-key-status.ts'

/** Disables or enables a key and tells how it went. */
export function useKeyStatus() {
  const client = useQueryClient()
  return useCallback((key: KeyRow, status: string) => setKeyStatus(client, key, status), [client])
}
