import 'server-only'
import { stopAtDeadline } from './draining.ts'
import { EnvError, processEnv, secretsOf } from './env.ts'
import { withoutSecrets } from './log.ts'
import { getRuntime } from './runtime.ts'
import { StartError } from './start-error.ts'

/** Starts the portal, or ends the process with one clear line for each thing that is wrong. */
export async function startUp(): Promise<void> {
  try {
    const env = processEnv()
    const runtime = await getRuntime()
    const { problems } = await runtime.policy.current()
    if (problems.length > 0) throw new StartError(problems.map((problem) => `POLICY_FILE, ${problem}`).join('\n'))
    for (const warning of env.warnings) runtime.log.warn(warning)
    runtime.log.info({ portal: env.portalUrl.origin, database: runtime.database.kind }, 'Steward has started')
    process.once('exit', runtime.anchor.lastWords)
    stopAtDeadline()
  } catch (error) {
    for (const line of reasons(error)) process.stderr.write(`Steward cannot start: ${line}\n`)
    process.exit(1)
  }
}

function reasons(error: unknown): string[] {
  const lines = error instanceof EnvError || error instanceof StartError ? error.message.split('\n') : [chain(error)]
  return lines.map((line) => withoutSecrets(line, loadedSecrets()))
}

/** What went wrong and why, down to the first cause, on one line. */
function chain(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error'
  const code = 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : ''
  const told = `${error.message.replaceAll(/\s+/g, ' ')}${code}`
  return error.cause instanceof Error ? `${told}: ${chain(error.cause)}` : told
}

function loadedSecrets(): string[] {
  const env = globalThis.stewardEnv
  if (env === undefined) return []
  return secretsOf(env).map((secret) => secret.reveal())
}
