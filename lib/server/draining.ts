import 'server-only'

declare global {
  var stewardDraining: boolean | undefined
}

/** True from the moment the process was told to stop: it still finishes what it has, and takes nothing new. */
export function isDraining(): boolean {
  return globalThis.stewardDraining === true
}

const deadlineMs = 20_000

/** Next drains by itself, but one endless response would keep it alive for ever. */
export function stopAtDeadline(): void {
  process.once('SIGTERM', () => {
    globalThis.stewardDraining = true
    setTimeout(() => process.exit(143), deadlineMs).unref()
  })
}
