'use client'
import { usePathname } from 'next/navigation'
import type { MouseEvent } from 'react'
import { cx } from '#components/ui/cx.ts'
import { workspaceTabAddress, workspaceTabNames, workspaceTabs } from './workspace-tab-rules.ts'
import type { WorkspaceTab } from './workspace-tab-rules.ts'

type BarProps = { current: WorkspaceTab; counts: Partial<Record<WorkspaceTab, number>> }

/** Links, so that a tab can be copied, opened beside, and reached before any script ran. */
export function WorkspaceTabBar({ current, counts }: BarProps) {
  const pathname = usePathname()
  return (
    <nav
      aria-label="Parts of this workspace"
      className="flex shrink-0 gap-1 overflow-x-auto border-b border-line px-2 desk:px-4"
    >
      {workspaceTabs.map((tab) => (
        <a
          key={tab}
          href={workspaceTabAddress(pathname, tab)}
          aria-current={tab === current ? 'page' : undefined}
          onClick={(event) => switchHere(event, workspaceTabAddress(pathname, tab))}
          className={cx(
            'flex h-9 items-center gap-1.5 border-b-2 px-2 whitespace-nowrap -outline-offset-2',
            tab === current ? 'border-accent font-strong' : 'border-transparent text-soft hover:text-ink',
          )}
        >
          {workspaceTabNames[tab]}
          {counts[tab] === undefined ? null : (
            <span className="figures font-normal text-soft">{counts[tab].toLocaleString('en')}</span>
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
