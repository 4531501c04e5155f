import 'server-only'
import { createReadStream } from 'node:fs'
import type { Queryable } from '#lib/server/store/database.ts'
import { canonical } from '#lib/server/store/event-hash.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import type { LogEntry } from './verify.ts'

const batch = 500
const longestLine = 16 * 1024 * 1024

/** All events after `afterSeq` up to `upToSeq`, in order, a batch at a time; each number once even while others write. */
export async function* eventsOf(
  db: Queryable,
  { afterSeq, upToSeq }: { afterSeq?: number; upToSeq?: number } = {},
): AsyncGenerator<AuditEvent> {
  let last = afterSeq
  for (;;) {
    let select = db.selectFrom('audit_event').selectAll().orderBy('seq').limit(batch)
    if (last !== undefined) select = select.where('seq', '>', last)
    if (upToSeq !== undefined) select = select.where('seq', '<=', upToSeq)
    const events = await select.execute()
    yield* events
    last = events.at(-1)?.seq
    // A number beyond 2^53 is read as a neighbour of itself: asking for what follows would never end.
    if (events.length < batch || last === undefined || !Number.isSafeInteger(last)) return
  }
}

/** At most `limit` events after this number, in order. */
export function firstEvents(db: Queryable, afterSeq: number, limit: number): Promise<AuditEvent[]> {
  return db.selectFrom('audit_event').selectAll().where('seq', '>', afterSeq).orderBy('seq').limit(limit).execute()
}

/** All entries of the database's log; at the end one that is unreadable when there are rows that no number leads to. */
export async function* entriesOf(db: Queryable): AsyncGenerator<LogEntry> {
  let read = 0
  let last = 0
  for await (const event of eventsOf(db)) {
    read += 1
    last = event.seq
    yield { columns: { ...event } }
  }
  const held = await countUpTo(db, last)
  if (held !== read)
    yield { unreadable: `The database holds ${held} events up to here and ${read} of them have a number of their own` }
}

/** Only who owns the table can give two events one number, or one none. What is added meanwhile has higher numbers. */
async function countUpTo(db: Queryable, seq: number): Promise<number> {
  const { count } = await db
    .selectFrom('audit_event')
    .select((eb) => eb.fn.countAll().as('count'))
    .where((eb) => eb.or([eb('seq', '<=', seq), eb('seq', 'is', null)]))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** An event as one line of an export: canonical JSON of all its columns, nulls left out. */
export function lineOf(event: AuditEvent): string {
  return canonical(Object.fromEntries(Object.entries(event).filter(([, value]) => value !== null)))
}

/** The entries of an exported file. A line that is not exactly as `lineOf` writes it is unreadable. */
export async function* entriesOfFile(file: string): AsyncGenerator<LogEntry> {
  for await (const line of linesOf(createReadStream(file))) yield parseLine(line)
}

/** Splits at line feeds and nowhere else: U+2028, which other splitters take for a line end, may stand in an event. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0)
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let start = 0
    for (let end = rest.indexOf(10, start); end !== -1; end = rest.indexOf(10, start)) {
      yield rest.subarray(start, end)
      start = end + 1
    }
    rest = rest.subarray(start)
    if (rest.length > longestLine) break
  }
  if (rest.length > 0) yield rest
}

export function parseLine(line: Buffer): LogEntry {
  if (line.length > longestLine) return { unreadable: 'Its line is longer than any event' }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line)
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { unreadable: 'Its line is not an event' }
    const columns: Record<string, unknown> = { ...value }
    if (Object.values(columns).includes(null)) return { unreadable: 'It has an empty column, which no export writes' }
    if (canonical(columns) !== text) return { unreadable: 'Its line is written in another way than it was hashed' }
    return { columns }
  } catch {
    return { unreadable: 'Its line is not well-formed JSON' }
  }
}
