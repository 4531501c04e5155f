import 'server-only'
import { createReadStream, existsSync } from 'node:fs'
import { z } from 'zod'
import { eventsOf, lineOf } from '#lib/server/audit/entries.ts'
import { actorOf } from '#lib/server/auth/actor.ts'
import type { Queryable } from '#lib/server/store/database.ts'
import { defineRead } from './define.ts'
import type { ReadContext } from './define.ts'

const jsonLines = 'application/x-ndjson; charset=utf-8'

/** The whole log as it was hashed, one event a line: what `npm run audit:verify -- --file` reads. */
export const exportAudit = defineRead({
  power: 'audit.export',
  input: z.strictObject({}),
  run: async (context) => {
    const upToSeq = await noteExport(context, 'Export the whole audit log')
    const stream = streamOf(exportLines(context.runtime.database.db, upToSeq))
    return { body: null, stream, attachment: { name: 'steward-audit.jsonl', type: jsonLines } }
  },
})

/** The signed checkpoints that this process knows, one a line. */
export const exportCheckpoints = defineRead({
  power: 'audit.export',
  input: z.strictObject({}),
  run: async (context) => {
    await noteExport(context, 'Export the audit checkpoints')
    const file = context.runtime.env.audit.checkpointFile
    const stream = streamOf(existsSync(file) ? createReadStream(file) : [])
    return { body: null, stream, attachment: { name: 'steward-audit-checkpoints.jsonl', type: jsonLines } }
  },
})

/** Recorded before the first line leaves. Resolves to the number of that event, the last that the export holds. */
async function noteExport({ runtime, signedIn, request_id }: ReadContext, summary: string): Promise<number> {
  const id = await runtime.audit.note(actorOf(runtime.env, signedIn), {
    request_id,
    action: 'audit.export',
    summary,
    target_kind: null,
    target_id: null,
    workspace_id: null,
    params: {},
    reason: null,
    before: null,
  })
  const noted = runtime.database.db.selectFrom('audit_event').select('seq').where('id', '=', id)
  return (await noted.executeTakeFirstOrThrow()).seq
}

async function* exportLines(db: Queryable, upToSeq: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let text = ''
  for await (const event of eventsOf(db, { upToSeq })) {
    text += `${lineOf(event)}\n`
    if (text.length > 65_536) {
      yield encoder.encode(text)
      text = ''
    }
  }
  yield encoder.encode(text)
}

/** Read only as fast as it is taken; ends with the reader, whole or not. */
function streamOf(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]()
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await iterator.next()
      if (done === true) controller.close()
      else controller.enqueue(value)
    },
    cancel: async () => {
      await iterator.return?.()
    },
  })
}
