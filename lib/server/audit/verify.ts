import 'server-only'
import { hashOf, chainStart } from '#lib/server/store/event-hash.ts'
import type { Checkpoint, ReadCheckpoints } from './checkpoint.ts'

/** One entry of a log, wherever it was read: the event's columns by name, or why there are none. */
export type LogEntry = { columns: Readonly<Record<string, unknown>> } | { unreadable: string }

export type Wrong = 'hash' | 'link' | 'gap' | 'order' | 'duplicate' | 'malformed' | 'checkpoint' | 'cut'
export type Fault = { seq: number; id: string | null; wrong: Wrong; what: string }

export type Verification = {
  /** How many entries there are, whether good or bad. */
  events: number
  firstBad: Fault | null
  /** What is wrong with the checkpoints themselves; null when nothing is. */
  checkpointProblem: string | null
  /** The numbers of checkpoint lines that do not follow a line before them. */
  unlinked: readonly number[]
  /** The newest checkpoint that the chain agrees with: nothing up to its size can have changed since. */
  anchor: Checkpoint | null
  signaturesChecked: boolean
  /** Events after the anchor: whoever owns the database could have rewritten these. */
  unanchored: number
}

type Position = { seq: number; hash: string }

/**
 * Goes through a whole log in its order and looks for the first event that is not as it was written: another hash, a
 * broken link, one missing, one too many, one out of place; and for a checkpoint that saw something else.
 */
export async function verifyLog(
  entries: AsyncIterable<LogEntry>,
  { checkpoints, problem, unlinked, signaturesChecked }: ReadCheckpoints,
): Promise<Verification> {
  const bySize = new Map(checkpoints.map((checkpoint) => [checkpoint.size, checkpoint]))
  let position: Position = { seq: 0, hash: chainStart }
  let events = 0
  let firstBad: Fault | null = null
  let anchor: Checkpoint | null = null
  for await (const entry of entries) {
    events += 1
    if (firstBad !== null) continue
    const step = stepTo(entry, position)
    if ('wrong' in step) firstBad = step
    else {
      position = step
      const checkpoint = bySize.get(position.seq)
      if (checkpoint?.head === position.hash) anchor = checkpoint
      else if (checkpoint !== undefined) firstBad = contradiction(position, checkpoint, entry)
    }
  }
  firstBad ??= cut(position, checkpoints.at(-1))
  const anchored = anchor?.size ?? 0
  const unanchored = Math.max(0, events - anchored)
  return { events, firstBad, checkpointProblem: problem, unlinked, anchor, signaturesChecked, unanchored }
}

export function isIntact({ firstBad, checkpointProblem }: Verification): boolean {
  return firstBad === null && checkpointProblem === null
}

function stepTo(entry: LogEntry, last: Position): Position | Fault {
  const expected = last.seq + 1
  if ('unreadable' in entry) return { seq: expected, id: null, wrong: 'malformed', what: entry.unreadable }
  const { seq, hash, prev_hash } = entry.columns
  const id = idOf(entry)
  const malformed = malformation(entry.columns)
  if (malformed !== null || typeof seq !== 'number' || typeof hash !== 'string' || typeof prev_hash !== 'string') {
    const named = typeof seq === 'number' && Number.isSafeInteger(seq) ? seq : expected
    return { seq: named, id, wrong: 'malformed', what: malformed ?? 'It is not an event' }
  }
  if (seq === last.seq) return { seq, id, wrong: 'duplicate', what: `There are two events ${seq}` }
  if (seq < last.seq || seq < 1) return { seq, id, wrong: 'order', what: `Event ${seq} comes after event ${last.seq}` }
  if (seq > expected)
    return { seq: expected, id: null, wrong: 'gap', what: `Event ${expected} is missing: the next one is ${seq}` }
  if (prev_hash !== last.hash) return { seq, id, wrong: 'link', what: 'It does not name the event before it' }
  if (hashOf({ ...entry.columns, prev_hash }) !== hash)
    return { seq, id, wrong: 'hash', what: 'Its content is not what was hashed' }
  return { seq, hash }
}

const hashPattern = /^[0-9a-f]{64}$/

/** Events hold text and whole numbers, nothing else; only these have one way to be written. */
function malformation(columns: Readonly<Record<string, unknown>>): string | null {
  for (const [name, value] of Object.entries(columns)) {
    if (value === null) continue
    if (typeof value === 'string' ? !value.isWellFormed() : !Number.isSafeInteger(value))
      return `Its ${name} is neither text nor a whole number`
  }
  for (const name of ['hash', 'prev_hash']) {
    const value = columns[name]
    if (typeof value !== 'string' || !hashPattern.test(value)) return `Its ${name} is not a SHA-256`
  }
  return Number.isSafeInteger(columns['seq']) ? null : 'It has no number'
}

function idOf(entry: LogEntry): string | null {
  const id = 'columns' in entry ? entry.columns['id'] : null
  return typeof id === 'string' ? id : null
}

function contradiction({ seq }: Position, checkpoint: Checkpoint, entry: LogEntry): Fault {
  const what = `The checkpoint of ${checkpoint.at} saw another event ${seq}: the log was rewritten up to here`
  return { seq, id: idOf(entry), wrong: 'checkpoint', what }
}

function cut(last: Position, newest: Checkpoint | undefined): Fault | null {
  if (newest === undefined || newest.size <= last.seq) return null
  const what = `The log ends at ${last.seq}, but the checkpoint of ${newest.at} saw ${newest.size} events`
  return { seq: last.seq + 1, id: null, wrong: 'cut', what }
}
