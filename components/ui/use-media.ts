'use client'
import { useSyncExternalStore } from 'react'

/** Under this width the sidebar is a drawer and tables are cards (`desk` in tailwind.config.ts). */
export const narrowScreen = '(max-width: 899.98px)'

const subscribers = new Map<string, (listener: () => void) => () => void>()

function subscriberFor(query: string) {
  const known = subscribers.get(query)
  if (known) return known
  const subscribe = (listener: () => void) => {
    const list = matchMedia(query)
    list.addEventListener('change', listener)
    return () => list.removeEventListener('change', listener)
  }
  subscribers.set(query, subscribe)
  return subscribe
}

/** Whether a media query holds; false on the server, corrected right after hydration. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    subscriberFor(query),
    () => matchMedia(query).matches,
    () => false,
  )
}
