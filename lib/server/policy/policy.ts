import 'server-only'
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { emptyPolicy } from '#lib/schemas/policy.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'
import { parsePolicy } from './policy-file.ts'

/** `problems` is not empty when the file has changed for the worse; the last good policy then stays in force. */
export type PolicyState = {
  policy: PolicyRules
  problems: readonly string[]
  /** SHA-256 of the file whose rules are in force, in hex; null when no file is. */
  sha256: string | null
  /** When those rules were read, in epoch milliseconds. */
  loaded_ms: number | null
  /** SHA-256 of the content that was refused; null when what the file holds is in force, or cannot be read. */
  refused_sha256: string | null
}
export type Policy = { current: () => Promise<PolicyState> }

type Options = {
  now?: () => number
  /** Told of every state before it is handed out; told again while it rejects. */
  onSeen?: (state: PolicyState) => Promise<void>
}

const checkEveryMs = 3000
/** What holds without a file. */
export const noPolicy: PolicyState = {
  policy: emptyPolicy,
  problems: [],
  sha256: null,
  loaded_ms: null,
  refused_sha256: null,
}

/** Reads the policy file and follows its changes. With no file the policy grants nothing. */
export function openPolicy(file: string | null, { now = Date.now, onSeen }: Options = {}): Policy {
  let state = noPolicy
  let told: PolicyState | null = null
  let version = ''
  let checkedMs = -Infinity
  let running: Promise<void> | null = null

  const check = async () => {
    if (file === null) return
    try {
      const { mtimeMs, size, ino } = await stat(file)
      if (version === `${mtimeMs} ${size} ${ino}`) return
      state = stateOf(await readFile(file), state, now())
      version = `${mtimeMs} ${size} ${ino}`
    } catch {
      version = ''
      if (state.problems[0] !== unreadable) state = { ...state, problems: [unreadable], refused_sha256: null }
    }
  }
  const tell = async () => {
    if (told === state || onSeen === undefined) return
    const seen = state
    try {
      await onSeen(seen)
      told = seen
    } catch {
      // The rules hold all the same; it is told again at the next look.
    }
  }
  return {
    current: async () => {
      if (now() - checkedMs >= checkEveryMs) {
        running ??= check()
          .then(tell)
          .finally(() => {
            running = null
          })
        await running
        checkedMs = now()
      }
      return state
    },
  }
}

/** Nothing but comments and space. */
function isBlank(content: Buffer): boolean {
  return content.toString('utf8').replace(/#.*$/gm, '').trim() === ''
}

const emptied = 'The policy file is empty. Write "groups: []" to lift every rule'
const unreadable = 'The policy file cannot be read'

function stateOf(content: Buffer, before: PolicyState, nowMs: number): PolicyState {
  const sha256 = createHash('sha256').update(content).digest('hex')
  const result = parsePolicy(content.toString('utf8'))
  // An editor that writes in place empties the file first; that moment must not lift every rule.
  if (before.sha256 !== null && isBlank(content)) return { ...before, problems: [emptied], refused_sha256: sha256 }
  return result.ok
    ? { policy: result.policy, problems: [], sha256, loaded_ms: nowMs, refused_sha256: null }
    : { ...before, problems: result.problems, refused_sha256: sha256 }
}
