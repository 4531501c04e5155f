'use client'

const gap = 6
const margin = 8

function place(tip: HTMLElement, target: Element): void {
  const at = target.getBoundingClientRect()
  const size = tip.getBoundingClientRect()
  const above = at.top - size.height - gap
  const left = at.left + at.width / 2 - size.width / 2
  tip.style.top = `${above < margin ? at.bottom + gap : above}px`
  tip.style.left = `${Math.max(margin, Math.min(left, innerWidth - size.width - margin))}px`
}

/** Watches the whole document: whatever carries `data-tip` gets its tooltip on hover and on keyboard focus. */
function watch(tip: HTMLDivElement | null) {
  if (tip === null) return undefined
  const listening = new AbortController()
  const on = (type: string, handle: (event: Event) => void) =>
    document.addEventListener(type, handle, { signal: listening.signal, capture: true, passive: true })
  const hide = () => {
    if (tip.matches(':popover-open')) tip.hidePopover()
  }
  const show = (event: Event) => {
    const target = event.target instanceof Element ? event.target.closest('[data-tip]') : null
    const text = target?.getAttribute('data-tip')
    // Hiding first puts it above a dialog opened since.
    hide()
    if (!target || !text) return
    if (event.type === 'focusin' && !target.matches(':focus-visible')) return
    tip.textContent = text
    tip.showPopover()
    place(tip, target)
  }
  on('pointerover', show)
  on('focusin', show)
  for (const type of ['focusout', 'scroll', 'pointerdown', 'keydown']) on(type, hide)
  return () => listening.abort()
}

/** One element serves every tooltip, so a table of thousands pays nothing for them. */
export function TooltipHost() {
  return (
    <div
      ref={watch}
      popover="manual"
      aria-hidden
      className="pointer-events-none fixed inset-auto m-0 max-w-72 rounded-small border border-line bg-ink px-2 py-1 text-small text-surface"
    />
  )
}
