import 'server-only'
import { Problem } from './problem.ts'

const usualBytes = 64 * 1024

/**
 * The JSON object of a request; an absent body counts as `{}`, so that archive works without one (contract 2.2).
 * At most `mostBytes` (64 kB unless told otherwise), never truncated. Throws Problem (400, 413, 415).
 */
export async function readJsonObject(request: Request, mostBytes = usualBytes): Promise<Record<string, unknown>> {
  const text = await readText(request, mostBytes)
  if (text === '') return {}
  requireJson(request.headers.get('content-type'))
  const value = parse(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Problem(400, 'invalid_input', 'The body must be a JSON object.')
  return { ...value }
}

function requireJson(contentType: string | null): void {
  const [type, ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  const utf8 = parameters.every((parameter) => !parameter.startsWith('charset=') || parameter === 'charset=utf-8')
  if (type !== 'application/json' || !utf8)
    throw new Problem(415, 'unsupported_media_type', 'The body must be sent as application/json in UTF-8.')
}

async function readText(request: Request, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > mostBytes)
      throw new Problem(413, 'request_too_large', `The body is larger than ${Math.floor(mostBytes / 1024)} kB.`)
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks))
  } catch {
    throw new Problem(400, 'invalid_input', 'The body is not valid UTF-8.')
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__') throw new SyntaxError('A key that no object may have')
      return value
    })
  } catch {
    throw new Problem(400, 'invalid_input', 'The body is not valid JSON.')
  }
}
