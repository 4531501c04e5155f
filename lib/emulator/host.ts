import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { jsonAnswer, truncatedLength } from './answer.ts'
import type { Answer } from './answer.ts'
import type { Call } from './context.ts'
import { createEmulator } from './emulator.ts'
import type { Emulator, EmulatorOptions } from './emulator.ts'
import { createRandom } from './random.ts'
import { errorEnvelope, Refusal } from './refusal.ts'

export type HostOptions = EmulatorOptions & {
  /** 0 or left out: any free port. */
  port?: number
}

export type EmulatorHost = { url: string; port: number; close: () => Promise<void> }

const largestBody = 1024 * 1024
const loopback = '127.0.0.1'

/** Serves an emulator over HTTP on loopback. */
export async function startEmulatorHost({ port = 0, ...options }: HostOptions): Promise<EmulatorHost> {
  const emulator = createEmulator(options)
  const server = createServer((request, response) => {
    void serve(emulator, request, response)
  })
  server.keepAliveTimeout = 60_000
  await listen(server, port)
  const { port: actual } = server.address() as AddressInfo
  return { url: `http://${loopback}:${actual}`, port: actual, close: () => close(server) }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, loopback, resolve)
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
    server.closeAllConnections()
  })
}

async function serve(emulator: Emulator, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readText(request)
    if (body === undefined) send(response, tooLarge())
    else send(response, await emulator.handle(toCall(request, body)))
  } catch {
    // Only a client that went away gets here.
    response.destroy()
  }
}

function tooLarge(): Answer {
  const requestId = createRandom(String(Math.random())).id('req_')
  const refusal = new Refusal(413, 'The request body is larger than 1 MiB.')
  const answer = jsonAnswer(413, errorEnvelope(refusal, requestId), requestId)
  return { ...answer, headers: { ...answer.headers, connection: 'close' } }
}

async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestBody) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function toCall(request: IncomingMessage, body: string): Call {
  const url = new URL(`http://emulator${request.url ?? '/'}`)
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    header: (name) => {
      const value = request.headers[name]
      return value === undefined ? null : String(value)
    },
    body,
  }
}

function send(response: ServerResponse, { status, headers, body, delivery }: Answer): void {
  if (delivery === 'dropped') {
    response.destroy()
    return
  }
  const bytes = Buffer.from(body)
  response.writeHead(status, { ...headers, 'content-length': bytes.length })
  if (delivery === 'whole') response.end(bytes)
  else response.write(bytes.subarray(0, truncatedLength(body)), () => response.destroy())
}
