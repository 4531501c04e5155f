'use client'
import { useSyncExternalStore } from 'react'
import { columnWidth } from './use-grid-window.ts'

const neverChanges = () => () => undefined
const inBrowser = () => true
const onServer = () => false

/** Stands for what is left out. By script after hydration only: the server's HTML must carry no style attribute. */
export function Gap({ rows = 0, columns = 0 }: { rows?: number; columns?: number }) {
  const hydrated = useSyncExternalStore(neverChanges, inBrowser, onServer)
  if (rows + columns <= 0 || !hydrated) return null
  if (columns > 0) return <td aria-hidden style={{ width: columns * columnWidth }} className="block shrink-0 p-0" />
  return (
    <tr aria-hidden style={{ height: `calc(var(--row) * ${rows})` }} className="block">
      <td aria-hidden />
    </tr>
  )
}
