import 'server-only'
import { createHash, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { canonical, chainStart } from '#lib/server/store/event-hash.ts'

const hex64 = z.string().regex(/^[0-9a-f]{64}$/)

/**
 * What the log was at a moment, signed: `size` events, `head` the hash of the last. `previous` is the SHA-256 of the
 * checkpoint line before it in the same file, `key` the fingerprint of the public key.
 */
const checkpointSchema = z.strictObject({
  origin: z.string().regex(/^steward\/[\w-]{1,100}$/),
  size: z.int().min(1),
  head: hex64,
  at: z.iso.datetime(),
  previous: hex64,
  key: hex64,
  signature: z.base64().length(88),
})
export type Checkpoint = z.infer<typeof checkpointSchema>
export type Unsigned = Pick<Checkpoint, 'origin' | 'size' | 'head' | 'at' | 'previous'>

/** What stands as `previous` in the first line of a file. */
export const firstPrevious = chainStart

export function fingerprintOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')
}

/** The line for the file, without its line end: canonical JSON, signed over the canonical JSON without `signature`. */
export function signedLine(unsigned: Unsigned, keys: { privateKey: KeyObject; publicKey: KeyObject }): string {
  const signed = { ...unsigned, key: fingerprintOf(keys.publicKey) }
  const signature = sign(null, Buffer.from(canonical(signed)), keys.privateKey).toString('base64')
  return canonical({ ...signed, signature })
}

export function hashOfLine(line: string): string {
  return createHash('sha256').update(line).digest('hex')
}

/** Null when the line is no checkpoint, or says the same in another way than Steward writes it. */
export function parseCheckpoint(line: string): Checkpoint | null {
  try {
    const parsed = checkpointSchema.safeParse(JSON.parse(line))
    return parsed.success && canonical(parsed.data) === line ? parsed.data : null
  } catch {
    return null
  }
}

export function isSignedBy({ signature, ...signed }: Checkpoint, publicKey: KeyObject): boolean {
  return verify(null, Buffer.from(canonical(signed)), publicKey, Buffer.from(signature, 'base64'))
}

/**
 * `problem` is the first thing wrong with the lines, in words; `checkpoints` those before it; `unlinked` the numbers of
 * lines that do not follow a line before them.
 */
export type ReadCheckpoints = {
  checkpoints: Checkpoint[]
  problem: string | null
  unlinked: number[]
  signaturesChecked: boolean
}

/**
 * Reads checkpoints as they stand in a file, or as they were collected from the log or a webhook: every line well-formed,
 * of one origin, never smaller and never of two minds about the same size; with public keys, signed by one of them. A
 * line that comes again is skipped: Steward repeats the newest when it starts, and a post whose answer was lost. A line
 * whose predecessor is missing is no fault, only worth a look: replicas have a file each, and collectors lose lines.
 */
export function readCheckpoints(lines: readonly string[], publicKeys: readonly KeyObject[]): ReadCheckpoints {
  const keys = new Map(publicKeys.map((key) => [fingerprintOf(key), key]))
  const signaturesChecked = keys.size > 0
  const checkpoints: Checkpoint[] = []
  const unlinked: number[] = []
  const hashes = new Set<string>()
  for (const [index, line] of lines.entries()) {
    const hash = hashOfLine(line)
    if (hashes.has(hash)) continue
    const checkpoint = parseCheckpoint(line)
    const wrong =
      checkpoint === null
        ? 'is not a checkpoint as Steward writes it'
        : (contradiction(checkpoint, checkpoints.at(-1)) ?? signatureProblem(checkpoint, keys))
    if (checkpoint === null || wrong !== null)
      return { checkpoints, problem: `Checkpoint line ${index + 1} ${wrong}`, unlinked, signaturesChecked }
    if (checkpoints.length > 0 && !hashes.has(checkpoint.previous)) unlinked.push(index + 1)
    checkpoints.push(checkpoint)
    hashes.add(hash)
  }
  return { checkpoints, problem: null, unlinked, signaturesChecked }
}

function contradiction(checkpoint: Checkpoint, before: Checkpoint | undefined): string | null {
  if (before === undefined) return null
  if (checkpoint.origin !== before.origin) return `is of ${checkpoint.origin}, the one before of ${before.origin}`
  if (checkpoint.size < before.size) return `saw ${checkpoint.size} events, the one before ${before.size}`
  if (checkpoint.size === before.size && checkpoint.head !== before.head)
    return `says otherwise about event ${checkpoint.size} than the one before`
  return null
}

function signatureProblem(checkpoint: Checkpoint, keys: ReadonlyMap<string, KeyObject>): string | null {
  if (keys.size === 0) return null
  const key = keys.get(checkpoint.key)
  if (key === undefined) return 'is signed with another key than the one given'
  return isSignedBy(checkpoint, key) ? null : 'has a signature that does not hold'
}
