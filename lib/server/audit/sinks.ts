import 'server-only'
import { canonical } from '#lib/server/store/event-hash.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import type { Secret } from '#lib/server/secret.ts'
import { lineOf } from './entries.ts'

/** Why events did not arrive, in words. `tooLarge`: fewer at once may. */
export type Undelivered = { problem: string; tooLarge: boolean }

/** Who else is told every event. `deliver` resolves to null once they have them, else to what went wrong. */
export type Sink = {
  /** Part of the name under which its place is kept. */
  name: 'stdout' | 'https'
  /** Where it goes, in words. */
  to: string
  deliver: (events: readonly AuditEvent[]) => Promise<Undelivered | null>
}

const patienceMs = 15_000

/** JSON lines by POST, `application/x-ndjson`; each line is an event as an export has it. */
export function httpSink(url: URL, token: Secret | null): Sink {
  return {
    name: 'https',
    to: url.host,
    deliver: async (events) => {
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: {
            'content-type': 'application/x-ndjson',
            ...(token === null ? {} : { authorization: `Bearer ${token.reveal()}` }),
          },
          body: events.map((event) => `${lineOf(event)}\n`).join(''),
          redirect: 'error',
          cache: 'no-store',
          signal: AbortSignal.timeout(patienceMs),
        })
        await response.body?.cancel()
        if (response.ok) return null
        return { problem: `${url.host} answers ${response.status}`, tooLarge: response.status === 413 }
      } catch (error) {
        const late = error instanceof Error && error.name === 'TimeoutError'
        const problem = late
          ? `${url.host} does not answer within ${patienceMs / 1000} seconds`
          : `${url.host} cannot be reached`
        return { problem, tooLarge: false }
      }
    },
  }
}

/** One line an event, `{"audit_event":{…}}`: no line of the log has that field. */
export function stdoutSink(write: (text: string) => Promise<void> = writeToStdout): Sink {
  return {
    name: 'stdout',
    to: 'standard output',
    deliver: async (events) => {
      try {
        await write(
          events.map((event) => `${canonical({ audit_event: JSON.parse(lineOf(event)) as unknown })}\n`).join(''),
        )
        return null
      } catch {
        return { problem: 'Standard output cannot be written', tooLarge: false }
      }
    },
  }
}

function writeToStdout(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error === null || error === undefined ? resolve() : reject(error)))
  })
}
