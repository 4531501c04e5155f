import { hour, minute } from './clock.ts'
import { createFaults } from './faults.ts'
import type { Faults } from './faults.ts'
import { createQuota } from './quota.ts'
import type { Quota } from './quota.ts'
import { createRequestLog } from './request-log.ts'
import type { RequestLog } from './request-log.ts'
import { seedWorld } from './seed.ts'
import type { SeedOptions } from './seed.ts'
import type { World } from './world.ts'

export type WorldOptions = SeedOptions & {
  /** The admin key that opens this organization. */
  key: string
  /** An OAuth token with scope org:admin; `oauth-` and the key when left out. */
  oauthToken?: string
}

/** One organization as the emulator keeps it: its state and everything that surrounds it. */
export type Tenant = {
  options: WorldOptions
  index: number
  world: World
  quota: Quota
  inviteQuota: Quota
  faults: Faults
  log: RequestLog
  /** The admin key was revoked in the Console. */
  revoked: boolean
}

/** Contract 6: creating invites draws on a bucket of its own. */
const invitesPerHour = 1200

export function createTenant(
  options: WorldOptions,
  index: number,
  quotaPerMinute: number,
  realClock: () => number,
): Tenant {
  return {
    options,
    index,
    world: seedWorld(options, index, realClock),
    quota: createQuota(quotaPerMinute, minute),
    inviteQuota: createQuota(invitesPerHour, hour),
    faults: createFaults(),
    log: createRequestLog(),
    revoked: false,
  }
}

/** `renewed` is a second admin key, which revoking the first does not touch; `workspace` an ordinary key, of no use here. */
export type CredentialKind = 'admin' | 'renewed' | 'oauth' | 'workspace'

export type Credential = { tenant: Tenant; kind: CredentialKind }

export function credentialsOf(tenant: Tenant): [string, Credential][] {
  const { key, oauthToken } = tenant.options
  return [
    [key, { tenant, kind: 'admin' }],
    [`${key}-renewed`, { tenant, kind: 'renewed' }],
    [oauthToken ?? `oauth-${key}`, { tenant, kind: 'oauth' }],
    [`workspace-${key}`, { tenant, kind: 'workspace' }],
  ]
}
