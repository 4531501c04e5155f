'use client'
import dynamic from 'next/dynamic'
import { useSyncExternalStore } from 'react'
import { toastStore } from './toast-store.ts'

const load = () => import('./toast-list.tsx')
const ToastList = dynamic(async () => (await load()).ToastList, { ssr: false })
const none: readonly never[] = []

/** Without a connection it would be too late to fetch the code that says so. */
function loadBeforeNeeded() {
  for (const type of ['pointerdown', 'keydown'])
    addEventListener(type, () => void load(), { once: true, capture: true })
}

function subscribe(listener: () => void) {
  loadBeforeNeeded()
  return toastStore.subscribe(listener)
}

/** Stands once in the root; the toasts' own code arrives with the first click or key. */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribe, toastStore.current, () => none)
  return toasts.length > 0 ? <ToastList toasts={toasts} /> : null
}
