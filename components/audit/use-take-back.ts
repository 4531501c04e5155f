'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { takeBackBy } from './take-back.ts'
import type { TakeBack } from './take-back.ts'

/** The *Undo* of toasts; the same function as long as the page lives. */
export function useTakeBack(): TakeBack {
  const client = useQueryClient()
  return useMemo(() => takeBackBy(client), [client])
}
