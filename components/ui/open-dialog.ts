import { createElement } from 'react'
import type { ComponentType, ReactNode } from 'react'
import { showToast } from './toast-store.ts'

type Opened = { id: number; draw: (close: () => void) => ReactNode }

let opened: Opened | null = null
let lastId = 0
const watchers = new Set<() => void>()

function publish(next: Opened | null): void {
  opened = next
  for (const watcher of watchers) watcher()
}

export const openedDialog = {
  subscribe: (watcher: () => void) => {
    watchers.add(watcher)
    // Whoever goes back leaves what was opened on the page they came to last.
    addEventListener('popstate', openedDialog.close)
    return () => {
      watchers.delete(watcher)
      removeEventListener('popstate', openedDialog.close)
    }
  },
  current: () => opened,
  close: () => publish(null),
}

/**
 * Opens a dialog whose code `load` fetches only now, in place of the one that was opened so before. A page pays a line
 * for it (components/members/use-member-bulk.ts).
 */
export async function openDialog<Props extends { onClose: () => void }>(
  load: () => Promise<ComponentType<Props>>,
  props: Omit<Props, 'onClose'>,
): Promise<void> {
  try {
    const dialog = (await load()) as ComponentType<object>
    lastId += 1
    publish({ id: lastId, draw: (close) => createElement(dialog, { ...props, onClose: close }) })
  } catch {
    showToast({ tone: 'danger', text: 'This part of Steward could not be loaded. Reload the page and try again.' })
  }
}
