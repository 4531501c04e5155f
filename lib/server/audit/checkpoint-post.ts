import 'server-only'

/** Sends checkpoints on to a webhook, in order, in its own time. */
export type CheckpointPoster = {
  send: (line: string) => void
  /** `waiting` checkpoints are not delivered yet; `problem` says why, null when all is well. */
  state: () => { waiting: number; problem: string | null }
  /** Resolves when nothing is under way any more. */
  stop: () => Promise<void>
}

const patienceMs = 10_000
const firstPauseMs = 1_000
const longestPauseMs = 60_000
/** More would only tell that the webhook has been gone for long; the file has them all. */
const longestQueue = 1_000

export function createPoster(url: URL): CheckpointPoster {
  const queue: string[] = []
  let problem: string | null = null
  let pauseMs = firstPauseMs
  let timer: NodeJS.Timeout | null = null
  let running: Promise<void> | null = null
  let stopped = false

  const drain = async (): Promise<void> => {
    for (let line = queue[0]; line !== undefined; line = queue[0]) {
      problem = await problemOfPost(url, line)
      if (problem !== null) {
        if (!stopped) timer = setTimeout(start, pauseMs).unref()
        pauseMs = Math.min(pauseMs * 2, longestPauseMs)
        return
      }
      pauseMs = firstPauseMs
      queue.shift()
    }
  }
  const start = (): void => {
    timer = null
    running ??= drain().finally(() => {
      running = null
    })
  }
  return {
    send: (line) => {
      queue.push(line)
      if (queue.length > longestQueue) queue.shift()
      if (timer === null) start()
    },
    state: () => ({ waiting: queue.length, problem }),
    stop: async () => {
      stopped = true
      if (timer !== null) clearTimeout(timer)
      await running
    },
  }
}

async function problemOfPost(url: URL, line: string): Promise<string | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: line,
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.timeout(patienceMs),
    })
    await response.body?.cancel()
    return response.ok ? null : `${url.host} answers ${response.status}`
  } catch {
    return `${url.host} cannot be reached`
  }
}
