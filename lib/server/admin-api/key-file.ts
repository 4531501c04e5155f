import 'server-only'
import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { EnvReader } from '#lib/server/env-reader.ts'
import { checkAdminKey } from '#lib/server/env-rules.ts'
import { Secret } from '#lib/server/secret.ts'

export type Renewal = { before: string; after: string }

export type KeyFileParts = {
  /** `ANTHROPIC_ADMIN_KEY_FILE`; null when the key came from the environment and cannot change while running. */
  file: string | null
  first: Secret
  /** Rejects when the Admin API does not take this key, or when it belongs to another organization. */
  prove: (key: Secret) => Promise<void>
  /** The new key is in use from here on. */
  onChange: (fingerprints: Renewal) => void
  /** Records it; asked again at every look until it resolves. */
  record: (fingerprints: Renewal) => Promise<void>
  /** The new key is in use, but that could not be recorded yet. */
  onUnrecorded: (error: unknown) => void
  /** The file changed and cannot be used; the old key stays in use. Told once for each state of the file. */
  onProblem: (problem: string) => void
}

export type KeyFile = {
  current: () => Secret
  /** Looks at the file now. */
  check: () => Promise<void>
  stop: () => void
}

const everyMs = 30_000

/** Follows the key's file, so that a key is renewed without a restart: checked every 30 s, proven before it is used. */
export function followKeyFile(parts: KeyFileParts): KeyFile {
  let key = parts.first
  let seen: string | null = null
  let running: Promise<void> | null = null
  let unrecorded: readonly Renewal[] = []

  const look = async (file: string): Promise<void> => {
    const { mtimeMs, size, ino } = await stat(file)
    const version = `${mtimeMs} ${size} ${ino}`
    if (version === seen) return
    const next = readKey(file)
    if (next.reveal() !== key.reveal()) {
      await parts.prove(next)
      const fingerprints = { before: fingerprintOf(key), after: fingerprintOf(next) }
      key = next
      unrecorded = [...unrecorded, fingerprints]
      parts.onChange(fingerprints)
    }
    seen = version
  }
  const record = async (): Promise<void> => {
    try {
      for (let next = unrecorded[0]; next !== undefined; next = unrecorded[0]) {
        await parts.record(next)
        unrecorded = unrecorded.slice(1)
      }
    } catch (error) {
      parts.onUnrecorded(error)
    }
  }

  let told = ''
  const check = async (file: string): Promise<void> => {
    try {
      await look(file)
      told = ''
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'The file of the admin key cannot be used.'
      if (problem !== told) parts.onProblem(problem)
      told = problem
    }
    await record()
  }

  const { file } = parts
  const once = (): Promise<void> => {
    if (file === null) return Promise.resolve()
    running ??= check(file).finally(() => {
      running = null
    })
    return running
  }
  const timer = file === null ? undefined : setInterval(() => void once(), everyMs)
  timer?.unref()
  return { current: () => key, check: once, stop: () => clearInterval(timer) }
}

/** First characters of a SHA-256: tells two keys apart, reveals neither. */
export function fingerprintOf(key: Secret): string {
  return createHash('sha256').update(key.reveal()).digest('hex').slice(0, 12)
}

/** Under the very rules of a start. Throws an Error that names what is wrong with the file, never what it holds. */
function readKey(file: string): Secret {
  const reader = new EnvReader({ ANTHROPIC_ADMIN_KEY_FILE: file })
  const value = reader.secret('ANTHROPIC_ADMIN_KEY')
  if (value !== null) checkAdminKey(reader, value)
  const [problem] = reader.problems
  if (value === null || problem !== undefined)
    throw new Error(`${problem?.variable ?? 'ANTHROPIC_ADMIN_KEY_FILE'} ${problem?.wrong ?? 'names no key'}.`)
  return new Secret(value)
}
