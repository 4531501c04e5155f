'use client'
import type { MouseEvent } from 'react'
import { cx } from '#components/ui/cx.ts'

export type Tab = { id: string; label: string; href: string; count?: number | undefined }

/** Links, so that a tab can be copied, opened beside, and reached before any script ran. */
export function TabBar({ label, tabs, current }: { label: string; tabs: readonly Tab[]; current: string }) {
  return (
    <nav aria-label={label} className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-2 desk:px-4">
      {tabs.map((tab) => (
        <a
          key={tab.id}
          href={tab.href}
          aria-current={tab.id === current ? 'page' : undefined}
          onClick={(event) => switchHere(event, tab.href)}
          className={cx(
            'flex h-9 items-center gap-1.5 border-b-2 px-2 whitespace-nowrap -outline-offset-2',
            tab.id === current ? 'border-accent font-strong' : 'border-transparent text-soft hover:text-ink',
          )}
        >
          {tab.label}
          {tab.count === undefined ? null : (
            <span className="figures font-normal text-soft">{tab.count.toLocaleString('en')}</span>
          )}
        </a>
      ))}
    </nav>
  )
}

/** All tabs show the data that is already here, so a plain click needs no request. */
function switchHere(event: MouseEvent, address: string): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  history.pushState(null, '', address)
}
