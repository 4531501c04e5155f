import 'server-only'
import type { z } from 'zod'
import type { Power } from '#lib/rules/permissions.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { SignedIn } from '#lib/server/auth/person.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'

/** `api_version` is the caller's `anthropic-version`, which decides the shape of some objects (contract section 3). */
export type ReadContext = {
  runtime: Runtime
  person: Person
  signedIn: SignedIn
  request_id: string
  api_version: string
}

/**
 * `etag` lets an unchanged answer be told as 304; `freshness` then still travels, in a header. `text` is the body as
 * JSON, where that is at hand already. An `attachment` is answered instead of the body, as a file to keep. `event_id`
 * names the action in the audit log.
 */
export type ReadResult = {
  body: unknown
  text?: string
  etag?: string
  freshness?: unknown
  attachment?: Attachment
  event_id?: string
}

/** `name` is fixed ASCII, nothing that somebody typed; `type` the content type; the body is made while it is sent. */
export type Attachment = { name: string; type: string; stream: ReadableStream<Uint8Array> }

/** One GET: what the person must hold, the shape of path and query, and the answer. */
export type Read<I> = {
  power: Power
  input: z.ZodType<I>
  run: (context: ReadContext, input: I) => Promise<ReadResult>
}

export function defineRead<I>(read: Read<I>): Read<I> {
  return read
}
