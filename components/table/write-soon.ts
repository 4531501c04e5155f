/** Browsers refuse too many history entries in a row; the table itself never waits for the address. */
const writeDelay = 200

/**
 * Writes once, after a pause or just before a click takes effect: written while Next follows a link, the address would
 * bring it back to the page it is leaving. Returns what forgets the write.
 */
export function writeSoon(write: () => void, page: EventTarget = document): () => void {
  const over = new AbortController()
  const now = () => {
    forget()
    write()
  }
  const timer = setTimeout(now, writeDelay)
  page.addEventListener('click', now, { capture: true, signal: over.signal })
  const forget = () => {
    clearTimeout(timer)
    over.abort()
  }
  return forget
}
