import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { demoAccounts } from './identity-provider/accounts.ts'
import { startSurroundedPortal } from './portal/surrounded-portal.ts'
import type { SurroundedPortal } from './portal/surrounded-portal.ts'
import { buildWhenNeeded, root } from './standalone/build.ts'

const organization = { members: 250, invites: 40, workspaces: 12, keys: 400 }

function portFromEnvironment(): number {
  const text = process.env['PORT'] ?? '3000'
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (port >= 1 && port <= 65_535) return port
  throw new Error(`PORT must be a number from 1 to 65535, not '${text}'`)
}

function refuseTakenPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', () => {
      reject(new Error(`Port ${port} is taken. Choose another one: PORT=${port + 1} npm run demo`))
    })
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()))
  })
}

/** The portal's own log; Next's banner names addresses nobody should use. */
function tellLogLines(text: string): void {
  for (const line of text.split('\n')) if (/^\{|^Steward /.test(line)) console.error(line)
}

function describe(demo: SurroundedPortal): string {
  const people = demoAccounts.map(({ name, about }) => `  ${name.padEnd(15)} ${about}`)
  return `
Steward is ready:  ${demo.url}

Sign in with SSO and choose who to be (the demo's provider asks for no password):
${people.join('\n')}
  Wanda's workspaces: ${demo.managed.map(({ name }) => name).join(', ')}

The demo's policy: removing a member takes a reason, archiving a key or workspace a second portal admin.
The organization is emulated: ${organization.members} members, ${organization.keys} API keys, a quota of 100 requests a minute. It starts anew each time.
  Admin API  ${demo.emulator.url}   x-api-key: ${demo.emulator.key}
  A token for scripts:  DATA_DIR=${path.relative(process.cwd(), demo.dataDir)} npm run token -- --name me --role admin

Stop with Ctrl-C.`
}

/** Rules that show themselves: a reason for removing somebody, a second person for what cannot be taken back. */
const policy = `
reasons:
  - { actions: [member.remove] }
approvals:
  - { actions: [key.archive, workspace.archive], by: admin, expires_hours: 24 }
`

async function main(): Promise<void> {
  const port = portFromEnvironment()
  await refuseTakenPort(port)
  buildWhenNeeded()
  const folder = path.join(root, '.demo', String(port))
  rmSync(folder, { recursive: true, force: true })
  const demo = await startSurroundedPortal({
    organization,
    folder,
    policy,
    port,
    portalUrl: process.env['PORTAL_URL'] ?? `http://localhost:${port}`,
    environment: { LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'warn' },
    onOutput: tellLogLines,
  })
  console.log(describe(demo))
  let stopping = false
  const stop = () => {
    if (stopping) return
    stopping = true
    void demo.close().then(() => process.exit())
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  const { code } = await demo.portal.ended
  if (!stopping) {
    console.error(`The portal ended by itself (${code}).`)
    process.exitCode = 1
    stop()
  }
}

try {
  await main()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
