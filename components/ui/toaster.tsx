'use client'
import dynamic from 'next/dynamic'
import { useSyncExternalStore } from 'react'
import { toastStore } from './toast-store.ts'

const ToastList = dynamic(async () => (await import('./toast-list.tsx')).ToastList, { ssr: false })
const none: readonly never[] = []

/** Stands once in the root; the toasts' own code arrives with the first toast. */
export function Toaster() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.current, () => none)
  return toasts.length > 0 ? <ToastList toasts={toasts} /> : null
}
