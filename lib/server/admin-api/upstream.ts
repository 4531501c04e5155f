import 'server-only'
import type { Logger } from 'pino'
import { adminApi } from './admin-api.ts'
import type { Budget } from './budget.ts'
import { createCaller } from './client.ts'
import type { Call } from './client.ts'
import type { UpstreamHealthKeeper } from './health.ts'
import { followKeyFile } from './key-file.ts'
import type { KeyFile, KeyFileParts } from './key-file.ts'
import { createTransport } from './transport.ts'

export type UpstreamParts = Pick<KeyFileParts, 'file' | 'first'> & {
  origin: URL
  budget: Budget
  health: UpstreamHealthKeeper
  log: Pick<Logger, 'info' | 'warn'>
  /** The organization that a renewed key must belong to; null while none is known. */
  organizationId: () => string | null
  onRenewed: KeyFileParts['record']
}

/** The way to the Admin API, with the key that is in use now. */
export function openUpstream(parts: UpstreamParts): { call: Call; keyFile: KeyFile } {
  const { budget, health, log, origin } = parts
  const keyFile = followKeyFile({
    ...parts,
    prove: (key) => prove(createCaller({ transport: createTransport({ origin, key: () => key }), budget }), parts),
    onChange: (fingerprints) => {
      health.well()
      log.info(fingerprints, 'the admin key was renewed')
    },
    record: parts.onRenewed,
    onUnrecorded: (err) => log.warn({ err }, 'the new admin key is in use; recording that failed and is tried again'),
    onProblem: (problem) => log.warn({ problem }, 'the new admin key cannot be used; the old one stays in use'),
  })
  const call = createCaller({
    transport: createTransport({ origin, key: keyFile.current }),
    budget,
    onHealth: (problem) => (problem === null ? health.well() : health.report(problem)),
  })
  return { call, keyFile }
}

async function prove(call: Call, { organizationId }: UpstreamParts): Promise<void> {
  const { value } = await adminApi(call, 'interactive').organization.retrieve()
  const expected = organizationId()
  if (expected !== null && value.id !== expected)
    throw new Error(`The new key belongs to organization ${value.id}, not to ${expected}.`)
}
