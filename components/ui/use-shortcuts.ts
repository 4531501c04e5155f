'use client'
import { useEffect, useEffectEvent } from 'react'

/** Key → what it does; `false` leaves the key to the browser. Two keys in a row have a blank between them: "g m". */
export type Shortcuts = Record<string, () => unknown>

const patience = 1_200
let pending: { key: string; at: number } | null = null

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
    const first = pending !== null && event.timeStamp - pending.at < patience ? pending.key : null
    const run = first === null ? shortcuts[event.key] : shortcuts[`${first} ${event.key}`]
    if (run) {
      pending = null
      if (run() !== false) event.preventDefault()
      return
    }
    const begins = Object.keys(shortcuts).some((keys) => keys.startsWith(`${event.key} `))
    if (begins) pending = { key: event.key, at: event.timeStamp }
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])
}
