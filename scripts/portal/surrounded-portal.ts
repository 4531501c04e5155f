import { randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openControlDoor } from '#lib/emulator/control-client.ts'
import type { ControlDoor } from '#lib/emulator/control-client.ts'
import { startEmulatorHost } from '#lib/emulator/host.ts'
import { demoAccounts, demoGroups } from '../identity-provider/accounts.ts'
import { startIdentityProvider } from '../identity-provider/provider.ts'
import { freePort } from '../testing/free-port.ts'
import { startPortal } from './start-portal.ts'
import type { PortalOptions, RunningPortal } from './start-portal.ts'

export type Organization = { members: number; invites: number; workspaces: number; keys: number; seed?: number }

export type SurroundedOptions = Pick<PortalOptions, 'tree' | 'node' | 'account' | 'onOutput'> & {
  organization: Organization
  /** Holds the policy file and, in `data`, the database. */
  folder: string
  port?: number
  /** The address people use; the loopback address when left out. */
  portalUrl?: string
  latencyMs?: number
  /** Requests a minute: of the emulator (0 for none), and what the portal believes in. */
  quota?: { emulator: number; portal: number }
  environment?: Record<string, string>
  /** More of the policy file, as YAML. */
  policy?: string
  /** Changes the organization before the portal first sees it. */
  prepare?: (door: ControlDoor) => Promise<void>
}

export type SurroundedPortal = {
  url: string
  portal: RunningPortal
  emulator: { url: string; key: string; door: ControlDoor }
  issuer: string
  /** The two workspaces of the workspace manager. */
  managed: readonly Workspace[]
  dataDir: string
  close: () => Promise<void>
}

type Workspace = { id: string; name: string }
type World = { workspaces: readonly (Workspace & { archived_at: string | null })[] }

/** A built portal with everything around it that a company would have: an emulated organization and a real provider. */
export async function startSurroundedPortal(options: SurroundedOptions): Promise<SurroundedPortal> {
  const ends: (() => Promise<void>)[] = []
  const close = async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  }
  try {
    const port = options.port ?? (await freePort())
    const url = options.portalUrl ?? `http://127.0.0.1:${port}`
    const emulator = await startOrganization(options, ends)
    const client = { id: 'steward', secret: secret() }
    const provider = await startIdentityProvider({
      port: 0,
      clients: [{ ...client, redirectUris: [`${url}/api/auth/callback/sso`] }],
      accounts: demoAccounts,
    })
    ends.push(provider.close)
    await options.prepare?.(emulator.door)
    const managed = await twoWorkspaces(emulator.door)
    const dataDir = path.join(options.folder, 'data')
    const secrets = {
      ANTHROPIC_ADMIN_KEY: emulator.key,
      OIDC_CLIENT_SECRET: client.secret,
      NEXTAUTH_SECRET: secret(),
    }
    const environment = {
      ...writeSecrets(options, secrets),
      PORTAL_URL: url,
      ANTHROPIC_BASE_URL: emulator.url,
      DATA_DIR: dataDir,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: client.id,
      POLICY_FILE: writePolicy(options, managed),
      UPSTREAM_REQUESTS_PER_MINUTE: String(options.quota?.portal ?? 100),
      ...options.environment,
    }
    const portal = await startPortal({ ...options, port, environment })
    ends.push(portal.stop)
    return { url, portal, emulator, issuer: provider.issuer, managed, dataDir, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function startOrganization(options: SurroundedOptions, ends: (() => Promise<void>)[]) {
  const key = `sk-ant-admin01-${randomBytes(24).toString('hex')}`
  const host = await startEmulatorHost({
    worlds: [{ key, ...options.organization }],
    control: true,
    latencyMs: options.latencyMs ?? 0,
    quotaPerMinute: options.quota?.emulator ?? 100,
  })
  ends.push(host.close)
  return { url: host.url, key, door: openControlDoor(host.url, key) }
}

function secret(): string {
  return randomBytes(32).toString('base64url')
}

async function twoWorkspaces(door: ControlDoor): Promise<Workspace[]> {
  const { workspaces } = (await door.get('/world')) as World
  const ordinary = workspaces.filter(({ archived_at, name }) => archived_at === null && name !== 'Default')
  return ordinary
    .filter(({ name }) => name !== 'Claude Code')
    .slice(0, 2)
    .map(({ id, name }) => ({ id, name }))
}

/** As files, the way a company would mount them: nothing secret in the environment of the process. */
function writeSecrets({ folder, account }: SurroundedOptions, secrets: Record<string, string>): Record<string, string> {
  const place = path.join(folder, 'secrets')
  mkdirSync(place, { recursive: true })
  const entries = Object.entries(secrets).map(([name, value]) => {
    const file = path.join(place, name)
    writeFileSync(file, `${value}\n`, { mode: 0o400 })
    if (account !== undefined) chownSync(file, account.uid, account.gid)
    return [`${name}_FILE`, file]
  })
  return Object.fromEntries(entries)
}

/** JSON is YAML, too. */
function writePolicy({ folder, policy = '' }: SurroundedOptions, managed: readonly Workspace[]): string {
  const groups = Object.entries(demoGroups).map(([role, group]) =>
    role === 'workspace_manager' ? { group, role, workspaces: managed.map(({ id }) => id) } : { group, role },
  )
  mkdirSync(folder, { recursive: true })
  const file = path.join(folder, 'policy.yaml')
  writeFileSync(file, `groups: ${JSON.stringify(groups, null, 2)}\n${policy}\n`)
  return file
}
