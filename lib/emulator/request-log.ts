/** What one request to `/v1` was and how it ended; secrets never get here. */
export type LoggedRequest = {
  at: string
  method: string
  path: string
  query: string
  /** null while the request is under way, and when the connection was dropped */
  status: number | null
  request_id: string
  headers: Record<string, string>
  body: unknown
}

const loggedHeaders = ['x-stainless-retry-count', 'anthropic-version', 'anthropic-beta', 'user-agent'] as const
const capacity = 50_000

export type RequestLog = {
  add: (entry: LoggedRequest) => void
  entries: () => LoggedRequest[]
  clear: () => void
}

export function createRequestLog(): RequestLog {
  let entries: LoggedRequest[] = []
  return {
    add: (entry) => {
      entries.push(entry)
      if (entries.length > capacity) entries = entries.slice(capacity / 2)
    },
    entries: () => entries,
    clear: () => {
      entries = []
    },
  }
}

export function pickLoggedHeaders(header: (name: string) => string | null): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of loggedHeaders) {
    const value = header(name)
    if (value !== null) picked[name] = value
  }
  return picked
}

export function parseLoggedBody(body: string): unknown {
  if (body === '') return null
  try {
    return JSON.parse(body)
  } catch {
    return body
  }
}
