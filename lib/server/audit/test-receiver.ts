import 'server-only'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'

export type Received = { headers: IncomingHttpHeaders; body: string; status: number }

/** A webhook or SIEM of our own over real HTTP. `answers` holds the next status codes; 200 when it is empty. */
export async function startReceiver() {
  const received: Received[] = []
  const answers: number[] = []
  let waiting: (() => void)[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const status = answers.shift() ?? 200
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString(), status })
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:9/' } : {}).end()
      for (const wake of waiting.splice(0)) wake()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port')
  return {
    url: new URL(`http://127.0.0.1:${address.port}/events`),
    received,
    answers,
    /** Resolves as soon as this many requests have come. */
    until: async (count: number) => {
      while (received.length < count) await new Promise<void>((resolve) => (waiting = [...waiting, resolve]))
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
