import 'server-only'
import type { Logger } from 'pino'
import type { Database, Queryable } from '#lib/server/store/database.ts'
import { dropLease, takeLease } from '#lib/server/store/lease.ts'
import { firstPrevious, hashOfLine, isSignedBy, signedLine } from './checkpoint.ts'
import type { Checkpoint } from './checkpoint.ts'
import { appendCheckpoint, newestCheckpoint } from './checkpoint-file.ts'
import type { CheckpointLine } from './checkpoint-file.ts'
import { createPoster } from './checkpoint-post.ts'
import type { Signer } from './signing-key.ts'

export type AnchorParts = {
  database: Database
  signer: Signer
  /** The checkpoint file. */
  file: string
  /** Where checkpoints are posted, too. */
  url: URL | null
  /** Who this process is among its replicas. */
  holder: string
  /** The organization's id; null while it is not known, and then there are no checkpoints. */
  organization: () => Promise<string | null>
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  now?: () => number
}

export type AnchorState = {
  /** Events in the log. */
  size: number
  checkpoint: Pick<Checkpoint, 'size' | 'at'> | null
  key_fingerprint: string
  /** Why nothing may be written; null while log and newest checkpoint agree. */
  problem: string | null
  /** What keeps checkpoints from being written or posted, as far as this process knows. */
  trouble: string | null
  posts_to: string | null
}

/** Anchors the audit log outside the database: signed checkpoints, and the comparison of the newest with the log. */
export type Anchor = {
  problem: () => string | null
  state: () => Promise<AnchorState>
  /** Tells that this process has added an event. */
  appended: (event: LastEvent) => void
  /** Compares, and writes a checkpoint when there are new events. */
  now: () => Promise<void>
  stop: () => Promise<void>
  /** Anchors what this process has added last, without asking anybody: for the moment in which the process exits. */
  lastWords: () => void
}

type LastEvent = { seq: number; hash: string }

const everyMs = 60_000
const everyEvents = 100
const leaseName = 'audit_checkpoint'
const leaseMs = 150_000

/** Compares at once, before anything is written; then writes every minute and every hundred events until stopped. */
export async function startAnchor(parts: AnchorParts): Promise<Anchor> {
  const { database, log, holder } = parts
  const poster = parts.url === null ? null : createPoster(parts.url)
  const found: Found = {
    disagreement: null,
    compared: false,
    unreadable: null,
    trouble: null,
    written: 0,
    asked: 0,
    repeated: false,
    origin: null,
    added: null,
  }
  const problem = () => found.disagreement ?? found.unreadable ?? (found.compared ? null : notCompared)
  let running: Promise<void> | null = null
  const run = (): Promise<void> => {
    running ??= pass(parts, found, (line) => poster?.send(line))
      .catch((err: unknown) => {
        found.trouble = err instanceof Error ? err.message : 'The checkpoint could not be written'
        log.error({ err }, 'audit checkpoint failed')
      })
      .finally(() => {
        running = null
      })
    return running
  }
  await run()
  const timer = setInterval(() => void run(), everyMs)
  timer.unref()
  return {
    problem,
    state: async () => {
      const trouble = found.trouble ?? poster?.state().problem ?? null
      return { ...(await stateOf(parts)), problem: problem(), trouble }
    },
    appended: (event) => {
      if (event.seq > (found.added?.seq ?? 0)) found.added = event
      if (event.seq - Math.max(found.written, found.asked) < everyEvents) return
      found.asked = event.seq
      void run()
    },
    now: run,
    stop: async () => {
      clearInterval(timer)
      await running
      await run()
      await poster?.stop()
      await dropLease(database, leaseName, holder).catch(() => undefined)
    },
    lastWords: () => {
      if (problem() === null) lastWords(parts, found)
    },
  }
}

/** What passes have found so far. A disagreement stays until the process ends: somebody must look. */
type Found = {
  disagreement: string | null
  /** False until log and checkpoint were compared once. */
  compared: boolean
  unreadable: string | null
  trouble: string | null
  written: number
  /** The event that asked for the last pass. Without the lease `written` stands still, however many passes there are. */
  asked: number
  /** The newest line of the file was told again: it may be the last words of a process, which nobody else has. */
  repeated: boolean
  /** What the next line is of; null while another replica writes them. */
  origin: string | null
  added: LastEvent | null
}

async function pass(parts: AnchorParts, found: Found, send: (line: string) => void): Promise<void> {
  const { database, log, file } = parts
  const read = readNewest(file, log)
  found.unreadable = read === 'unreadable' ? told('The audit checkpoint file cannot be read.') : null
  if (read === 'unreadable' || found.disagreement !== null) return
  const organization = await parts.organization()
  found.disagreement = await disagreement(database.db, read, organization, parts.signer)
  found.compared = true
  if (found.disagreement !== null) return log.error(found.disagreement)
  found.written = read?.checkpoint.size ?? 0
  found.origin = null
  if (organization === null) return
  if (read !== null && !found.repeated) tell(log, read.text, send)
  found.repeated = true
  if ((await takeLease(database, leaseName, parts.holder, leaseMs, parts.now)) === null) return
  found.origin = `steward/${organization}`
  const last = await lastEvent(database.db)
  if (last !== null && last.seq > found.written) {
    const text = lineOver(parts, last, read, found.origin)
    appendCheckpoint(file, text)
    found.written = last.seq
    tell(log, text, send)
  }
  found.trouble = null
}

function tell(log: AnchorParts['log'], text: string, send: (line: string) => void): void {
  log.info({ audit_checkpoint: text }, 'audit checkpoint')
  send(text)
}

/** Why the log cannot be the one that the checkpoint saw, in words for the banner; null when it may be. */
async function disagreement(
  db: Queryable,
  newest: CheckpointLine | null,
  organization: string | null,
  { publicKey, fingerprint }: Signer,
): Promise<string | null> {
  if (newest === null) return null
  const { checkpoint } = newest
  if (organization !== null && checkpoint.origin !== `steward/${organization}`)
    return told('The newest audit checkpoint is of another organization’s log.')
  if (checkpoint.key === fingerprint && !isSignedBy(checkpoint, publicKey))
    return told('The newest audit checkpoint was changed: its signature does not hold.')
  const event = await db.selectFrom('audit_event').select('hash').where('seq', '=', checkpoint.size).executeTakeFirst()
  if (event === undefined)
    return told(
      `The audit log holds fewer events than the checkpoint of ${checkpoint.at} saw: the database was rolled back, or events were removed.`,
    )
  if (event.hash !== checkpoint.head)
    return told(
      `The audit log is not the one that the checkpoint of ${checkpoint.at} saw: it was rolled back or rewritten.`,
    )
  return null
}

/** The problem until the first comparison. */
export const notCompared =
  'Steward could not compare the audit log with its newest checkpoint yet and changes nothing until it has; it tries again every minute, the log tells what is in the way.'

function told(what: string): string {
  return `${what} Steward changes nothing until an operator has looked (docs/operations.md, “After a restore”).`
}

function lineOver(
  { signer, now = Date.now }: AnchorParts,
  { seq, hash }: LastEvent,
  newest: CheckpointLine | null,
  origin: string,
): string {
  const previous = newest === null ? firstPrevious : hashOfLine(newest.text)
  return signedLine({ origin, size: seq, head: hash, at: new Date(now()).toISOString(), previous }, signer)
}

function lastWords(parts: AnchorParts, { origin, added }: Found): void {
  const newest = readNewest(parts.file, parts.log)
  if (newest === 'unreadable' || origin === null || added === null) return
  if (added.seq > (newest?.checkpoint.size ?? 0)) appendCheckpoint(parts.file, lineOver(parts, added, newest, origin))
}

function readNewest(file: string, log: AnchorParts['log']): CheckpointLine | null | 'unreadable' {
  try {
    return newestCheckpoint(file)
  } catch (err) {
    log.error({ err }, 'the audit checkpoint file cannot be read')
    return 'unreadable'
  }
}

async function lastEvent(db: Queryable): Promise<LastEvent | null> {
  const last = await db
    .selectFrom('audit_event')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last ?? null
}

async function stateOf({ database, file, signer, url, log }: AnchorParts) {
  const read = readNewest(file, log)
  const newest = read === 'unreadable' ? null : read
  return {
    size: (await lastEvent(database.db))?.seq ?? 0,
    checkpoint: newest === null ? null : { size: newest.checkpoint.size, at: newest.checkpoint.at },
    key_fingerprint: signer.fingerprint,
    posts_to: url === null ? null : url.host,
  }
}
