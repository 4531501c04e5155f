export type Toast = {
  id: number
  text: string
  tone: 'neutral' | 'danger'
  requestId?: string | null
  /** Undo, usually. The toast stays 10 s when there is something to do, and until dismissed when it tells of an error. */
  action?: { label: string; run: () => void }
  /** Where to look at what was told. */
  link?: { label: string; href: string }
}

let toasts: readonly Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()

function publish(next: readonly Toast[]) {
  toasts = next
  for (const listener of listeners) listener()
}

export const toastStore = {
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  },
  current: () => toasts,
  dismiss: (id: number) => publish(toasts.filter((toast) => toast.id !== id)),
}

const mostAtOnce = 3

export function showToast(toast: Omit<Toast, 'id' | 'tone'> & { tone?: Toast['tone'] }): number {
  lastId += 1
  publish([...toasts, { tone: 'neutral' as const, ...toast, id: lastId }].slice(-mostAtOnce))
  return lastId
}
