import { z } from 'zod'
import type { Answer } from './answer.ts'
import { jsonAnswer } from './answer.ts'
import { errorEnvelope, Refusal } from './refusal.ts'

/** A misbehaviour ordered for the next `times` matching requests. */
export const faultSchema = z.strictObject({
  match: z
    .strictObject({ method: z.string().toUpperCase().optional(), path: z.string().optional() })
    .default(() => ({})),
  times: z.int().min(1).default(1),
  status: z.int().min(200).max(599).optional(),
  error_code: z.string().optional(),
  error_type: z.string().optional(),
  message: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  delay_ms: z.int().min(0).max(600_000).optional(),
  drop: z.enum(['before', 'after']).optional(),
  truncate: z.boolean().optional(),
  html: z.boolean().optional(),
  no_content_type: z.boolean().optional(),
  body: z.string().optional(),
  /** Whether the request takes effect although its answer goes wrong. */
  commit: z.boolean().optional(),
})
export type Fault = z.infer<typeof faultSchema>
export type FaultInput = z.input<typeof faultSchema>

export type Faults = {
  add: (fault: Fault) => void
  /** The first fault that fits, used up once more. */
  take: (method: string, path: string) => Fault | undefined
  clear: () => void
  pending: () => Fault[]
}

export function createFaults(): Faults {
  let faults: { fault: Fault; fits: (method: string, path: string) => boolean }[] = []
  return {
    add: (fault) => {
      faults.push({ fault: { ...fault }, fits: matcher(fault.match) })
    },
    take: (method, path) => {
      const found = faults.find(({ fits }) => fits(method, path))
      if (found === undefined) return undefined
      found.fault.times -= 1
      if (found.fault.times === 0) faults = faults.filter((other) => other !== found)
      return found.fault
    },
    clear: () => {
      faults = []
    },
    pending: () => faults.map(({ fault }) => fault),
  }
}

/** A path is exact, or ends with `*` for everything below, or holds `{name}` for any one part. */
function matcher({ method, path }: Fault['match']): (method: string, path: string) => boolean {
  const pattern = path === undefined ? undefined : pathPattern(path)
  return (actualMethod, actualPath) =>
    (method === undefined || method === actualMethod) && (pattern === undefined || pattern.test(actualPath))
}

function pathPattern(path: string): RegExp {
  const full = path.startsWith('/v1/') ? path : `/v1/organizations${path.startsWith('/') ? path : `/${path}`}`
  const parts = full.split(/(\{[^}]*\}|\*$)/).map((part) => {
    if (part === '*') return '.*'
    return part.startsWith('{') ? '[^/]+' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('')}$`)
}

/** A fault that only spoils the answer lets the request take effect; one that replaces it does not. */
export function commits(fault: Fault): boolean {
  if (fault.commit !== undefined) return fault.commit
  if (fault.drop !== undefined) return fault.drop === 'after'
  return fault.status === undefined && fault.html !== true && fault.body === undefined
}

const htmlPage = '<!doctype html><title>Bad gateway</title><h1>502 Bad gateway</h1><p>The proxy could not answer.</p>'

/** What goes out instead of `answer`, which is undefined when the request was not carried out. */
export function spoil(fault: Fault, answer: Answer | undefined, requestId: string): Answer {
  const spoiled = { ...replacement(fault, answer, requestId) }
  spoiled.headers = { ...spoiled.headers, ...fault.headers }
  if (fault.body !== undefined) spoiled.body = fault.body
  if (fault.no_content_type === true) delete spoiled.headers['content-type']
  if (fault.drop !== undefined) spoiled.delivery = 'dropped'
  else if (fault.truncate === true) spoiled.delivery = 'truncated'
  return spoiled
}

function replacement(fault: Fault, answer: Answer | undefined, requestId: string): Answer {
  const status = fault.status ?? (fault.html === true ? 502 : undefined)
  if (fault.html === true) {
    const headers = { ...answer?.headers, 'content-type': 'text/html; charset=utf-8' }
    return { status: status ?? 502, headers, body: htmlPage, delivery: 'whole' }
  }
  if (status === undefined && answer !== undefined) return answer
  if (status === undefined || status < 400) {
    const json = answer?.body ?? '{}'
    return { status: status ?? 200, headers: jsonAnswer(200, {}, requestId).headers, body: json, delivery: 'whole' }
  }
  const refusal = new Refusal(status, fault.message ?? `Injected fault: status ${status}.`, {
    ...(fault.error_code === undefined ? {} : { error_code: fault.error_code }),
    ...(fault.error_type === undefined ? {} : { error_type: fault.error_type }),
  })
  return jsonAnswer(status, errorEnvelope(refusal, requestId), requestId)
}
