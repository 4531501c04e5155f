'use client'
import { useEffect, useEffectEvent } from 'react'

/** Key → what it does; `false` leaves the key to the browser. Two keys in a row have a blank between them: "g m". */
export type Shortcuts = Record<string, () => unknown>

const patience = 1_200
/** The key that may begin a pair, and the key event that came after it: whatever that one was, the pair is over. */
let pending: { key: string; at: number; followed: number | null } | null = null

/** Several listeners hear one event, and all of them must be told the same. */
function keyBefore({ timeStamp }: KeyboardEvent): string | null {
  if (pending === null || pending.at === timeStamp) return null
  if (timeStamp - pending.at >= patience || (pending.followed ?? timeStamp) !== timeStamp) pending = null
  else pending.followed = timeStamp
  return pending?.key ?? null
}

function belongsToSomethingElse(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return true
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.closest('input:not([type=checkbox]), textarea, select, [role=menu]'))
    return true
  return document.querySelector('dialog[open]') !== null
}

/** Single-key shortcuts for as long as the component is on screen; silent in text fields, menus and dialogs. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (belongsToSomethingElse(event)) return
    const first = keyBefore(event)
    const run = first === null ? shortcuts[event.key] : shortcuts[`${first} ${event.key}`]
    if (run) {
      pending = null
      if (run() !== false) event.preventDefault()
      return
    }
    const begins = Object.keys(shortcuts).some((keys) => keys.startsWith(`${event.key} `))
    if (begins) pending = { key: event.key, at: event.timeStamp, followed: null }
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}
