import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { PortalRole } from '#lib/schemas/person.ts'
import { demoAccounts, demoGroups } from '../scripts/identity-provider/accounts.ts'
import { startSurroundedPortal } from '../scripts/portal/surrounded-portal.ts'
import type { Organization, SurroundedPortal } from '../scripts/portal/surrounded-portal.ts'
import { root } from '../scripts/standalone/build.ts'

/** `nobody`: somebody the company knows and the portal gives no role. `second_admin`: another portal admin. */
export type Role = PortalRole | 'nobody' | 'second_admin'

/** What a portal of the tests starts with; equal worlds share a portal within a worker. */
export type WorldSettings = Partial<Organization> & {
  latencyMs?: number
  quota?: { emulator: number; portal: number }
  environment?: Record<string, string>
  /** More of the policy file, as YAML. */
  policy?: string
}

export type House = SurroundedPortal & { token: (role: PortalRole) => Promise<string> }

const smallOrganization: Organization = { members: 60, invites: 12, workspaces: 6, keys: 60, seed: 1 }

/** A portal of its own for one worker: emulated organization, identity provider, database. */
export async function openHouse(settings: WorldSettings): Promise<House> {
  const { latencyMs = 0, quota = { emulator: 0, portal: 100_000 }, environment = {}, policy = '', ...counts } = settings
  const folder = await mkdtemp(path.join(tmpdir(), 'steward-e2e-'))
  const portal = await startSurroundedPortal({
    folder,
    organization: { ...smallOrganization, ...counts },
    latencyMs,
    quota,
    policy,
    // The tests of a worker share its sign-ins for longer than the few minutes a person's sign-in counts as fresh.
    environment: {
      LOG_LEVEL: 'warn',
      STEP_UP_MINUTES: '60',
      REQUESTS_PER_PERSON_PER_MINUTE: '1000000',
      ...environment,
    },
  }).catch(async (error: unknown) => {
    await rm(folder, { recursive: true, force: true })
    throw error
  })
  return {
    ...portal,
    token: (role) => makeToken(portal, role),
    close: async () => {
      await portal.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The name under which the identity provider knows the person of a role. */
export function accountNameOf(role: Role): string {
  const wanted: string | null = role === 'nobody' ? null : demoGroups[role === 'second_admin' ? 'admin' : role]
  const fitting = demoAccounts.filter(({ groups }) => (groups[0] ?? null) === wanted)
  const account = role === 'second_admin' ? fitting.at(1) : fitting.at(0)
  if (account === undefined) throw new Error(`The demo has no account for ${role}`)
  return account.name
}

/** Made by the command a person would use. */
async function makeToken({ dataDir, managed }: SurroundedPortal, role: PortalRole): Promise<string> {
  const scope = role === 'workspace_manager' ? ['--workspaces', managed.map(({ id }) => id).join(',')] : []
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=react-server', 'scripts/token.ts', '--name', `e2e ${role}`, '--role', role, ...scope],
    { cwd: root, env: { NODE_ENV: 'production', PATH: process.env['PATH'], DATA_DIR: dataDir } },
  )
  return stdout.trim()
}
