'use client'

const id = 'announcer'

/** One polite live region for the whole portal; `announce` writes into it. */
export function Announcer() {
  return <output id={id} aria-live="polite" className="sr-only" />
}

export function announce(text: string): void {
  const region = document.getElementById(id)
  if (region) region.textContent = text
}

const pause = 600
let timer: ReturnType<typeof setTimeout> | undefined

/** For results that change with every key: says only the last, once typing rests. */
export function announceSoon(words: () => string): void {
  clearTimeout(timer)
  timer = setTimeout(() => announce(words()), pause)
}
