import type { FaultInput } from './faults.ts'
import type { LoggedRequest } from './request-log.ts'

export type ControlDoor = {
  get: (path: string) => Promise<unknown>
  post: (path: string, body?: unknown) => Promise<unknown>
  remove: (path: string) => Promise<unknown>
  /** Orders a misbehaviour for the next matching requests. */
  fault: (fault: FaultInput) => Promise<void>
  requests: () => Promise<LoggedRequest[]>
}

/** The control door of one world, for tests and demos; paths are those below `/_emulator`. */
export function openControlDoor(url: string, key: string): ControlDoor {
  async function call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${url}/_emulator${path}`, {
      method,
      headers: { 'x-api-key': key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer: unknown = await response.json()
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${JSON.stringify(answer)}`)
    return answer
  }
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    remove: (path) => call('DELETE', path),
    fault: async (fault) => {
      await call('POST', '/faults', fault)
    },
    requests: async () => {
      const answer = (await call('GET', '/requests')) as { requests: LoggedRequest[] }
      return answer.requests
    },
  }
}
