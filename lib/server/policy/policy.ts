import 'server-only'
import { readFile, stat } from 'node:fs/promises'
import { emptyPolicy } from '#lib/schemas/policy.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'
import { parsePolicy } from './policy-file.ts'

/** `problems` is not empty when the file has changed for the worse; the last good policy then stays in force. */
export type PolicyState = { policy: PolicyRules; problems: readonly string[] }
export type Policy = { current: () => Promise<PolicyState> }

const checkEveryMs = 3000

/** Reads the policy file and follows its changes. With no file the policy grants nothing. */
export function openPolicy(file: string | null, now: () => number = Date.now): Policy {
  if (file === null) return { current: async () => ({ policy: emptyPolicy, problems: [] }) }
  let state: PolicyState = { policy: emptyPolicy, problems: [] }
  let seen = ''
  let checkedMs = -Infinity
  let running: Promise<void> | null = null

  const check = async () => {
    try {
      const { mtimeMs, size, ino } = await stat(file)
      const version = `${mtimeMs} ${size} ${ino}`
      if (version === seen) return
      const result = parsePolicy(await readFile(file, 'utf8'))
      state = result.ok ? { policy: result.policy, problems: [] } : { ...state, problems: result.problems }
      seen = version
    } catch {
      seen = ''
      state = { ...state, problems: ['The policy file cannot be read'] }
    }
  }
  return {
    current: async () => {
      if (now() - checkedMs >= checkEveryMs) {
        running ??= check().finally(() => {
          running = null
        })
        await running
        checkedMs = now()
      }
      return state
    },
  }
}
