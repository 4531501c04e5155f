/** How long after a touch a tab still counts as used. Longer than the pause between two looks for news. */
const countsForMs = 60_000

let lastTouchMs = 0
let listening = false

/** Whether somebody has touched this tab within the last minute; opening it counts. Starts to listen when first asked. */
export function inUse(nowMs: number = Date.now()): boolean {
  if (!listening) listen(nowMs)
  return nowMs - lastTouchMs <= countsForMs
}

function listen(nowMs: number): void {
  listening = true
  lastTouchMs = nowMs
  if (typeof document === 'undefined') return
  const touched = () => {
    lastTouchMs = Date.now()
  }
  for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
    document.addEventListener(event, touched, { passive: true, capture: true })
}
