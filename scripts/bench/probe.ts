/** Runs inside the page before any of its scripts: notes when rows are on the screen, long tasks, slow key events. */
export type Probe = {
  firstRow: number
  longTasks: number[]
  keyEvents: number[]
  /** Milliseconds from the event of the last key until matching rows are painted. */
  searched: Promise<number>
  expectRows: (term: string, keys: number) => void
  expectOtherRows: (term: string) => void
}

declare global {
  interface Window {
    stewardProbe: Probe
  }
}

/** Must stay self-contained: the browser gets its source text. */
export function installProbe(rowSelector: string): void {
  const firstRows = () => [...document.querySelectorAll<HTMLElement>(rowSelector)].slice(0, 3)
  const isShown = () => {
    const box = firstRows()[0]?.getBoundingClientRect()
    return box !== undefined && box.height > 4 && box.width > 40
  }
  const shows = (term: string) => {
    const rows = firstRows()
    return rows.length > 0 && rows.every((row) => row.textContent.toLowerCase().includes(term))
  }
  // A message posted from an animation frame is delivered after that frame has been produced.
  const afterPaint = (done: (now: number) => void) => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => done(performance.now()), { once: true })
    port1.start()
    requestAnimationFrame(() => port2.postMessage(null))
  }
  const when = (test: () => boolean) =>
    new Promise<number>((resolve) => {
      let found = false
      const look = () => {
        if (found || !test()) return
        found = true
        observer.disconnect()
        clearInterval(fallback)
        afterPaint(resolve)
      }
      const observer = new MutationObserver(look)
      observer.observe(document, { childList: true, subtree: true, characterData: true, attributes: true })
      const fallback = setInterval(look, 50)
      look()
    })
  const probe: Probe = {
    firstRow: 0,
    longTasks: [],
    keyEvents: [],
    searched: Promise.resolve(0),
    expectRows: (term, keys) => {
      let count = 0
      let last = 0
      const listen = (event: Event) => {
        count += 1
        last = event.timeStamp
      }
      document.addEventListener('input', listen, true)
      probe.searched = when(() => count >= keys && shows(term)).then((now) => {
        document.removeEventListener('input', listen, true)
        return now - last
      })
    },
    expectOtherRows: (term) => {
      probe.searched = when(() => firstRows().length > 0 && !shows(term))
    },
  }
  window.stewardProbe = probe
  void when(isShown).then((now) => {
    probe.firstRow = now
    return now
  })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) probe.longTasks.push(entry.duration)
  }).observe({ type: 'longtask', buffered: true })
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) if (/key|input/.test(name)) probe.keyEvents.push(duration)
  }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
}
