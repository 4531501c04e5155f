/** Whether the palette is open, for its button, its key and the palette itself. */
const listeners = new Set<() => void>()
let shown = false

function set(next: boolean): void {
  shown = next
  for (const listener of listeners) listener()
}

export function openPalette(): void {
  set(true)
}

export function closePalette(): void {
  set(false)
}

export function isPaletteOpen(): boolean {
  return shown
}

/** Apple's Ctrl+K deletes to the end of the line in every text field, so there it is ⌘K alone. */
export function isApple(): boolean {
  return /^(Mac|iP)/.test(navigator.platform)
}

/** From a text field, too; but not over a dialog or a menu, which waits for an answer of its own. */
function onKey(event: KeyboardEvent): void {
  const held = isApple() ? event.metaKey : event.ctrlKey
  if (event.key.toLowerCase() !== 'k' || !held || event.altKey || event.shiftKey) return
  event.preventDefault()
  if (document.querySelector('dialog[open], [role=menu]') === null) openPalette()
}

/** Listens to the key for as long as anybody listens here. */
export function subscribePalette(listener: () => void): () => void {
  if (listeners.size === 0) document.addEventListener('keydown', onKey)
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) document.removeEventListener('keydown', onKey)
  }
}
