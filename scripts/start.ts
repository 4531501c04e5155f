import { spawn } from 'node:child_process'
import { isIP } from 'node:net'
import path from 'node:path'
import { EnvError, readEnv, secretNames } from '#lib/server/env.ts'
import { buildWhenNeeded, builtPortal } from './standalone/build.ts'

/** Checks the environment before anything starts; the portal itself reads it again. */
function checkedSettings(): Record<string, string> {
  const env = readEnv(process.env)
  const places: Record<string, string | null> = {
    DATA_DIR: env.dataDir,
    AUDIT_SIGNING_KEY_FILE: env.audit.signingKeyFile,
    AUDIT_CHECKPOINT_FILE: env.audit.checkpointFile,
    POLICY_FILE: env.policyFile,
  }
  // The server changes its directory, so relative names would mean something else there.
  for (const name of secretNames) {
    const file = process.env[`${name}_FILE`]
    if (file !== undefined && file !== '') places[`${name}_FILE`] = path.resolve(file)
  }
  return Object.fromEntries(Object.entries(places).flatMap(([name, place]) => (place === null ? [] : [[name, place]])))
}

/** Shells and containers put the machine's own name here; only an address says where to listen. */
function listenAddress(): string {
  const name = process.env['HOSTNAME'] ?? ''
  return isIP(name) === 0 ? '127.0.0.1' : name
}

function start(settings: Record<string, string>): void {
  const portal = spawn(process.execPath, [path.join(builtPortal, 'server.js')], {
    stdio: 'inherit',
    env: { ...process.env, ...settings, HOSTNAME: listenAddress(), NODE_ENV: 'production' },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => portal.kill('SIGTERM'))
  portal.once('close', (code, signal) => process.exit(code ?? (signal === 'SIGTERM' ? 143 : 1)))
}

try {
  const settings = checkedSettings()
  buildWhenNeeded()
  start(settings)
} catch (error) {
  const lines = error instanceof EnvError ? error.message.split('\n') : [error instanceof Error ? error.message : '?']
  for (const line of lines) console.error(`Steward cannot start: ${line}`)
  process.exit(1)
}
