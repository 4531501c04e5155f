import { parseArgs } from 'node:util'
import { startEmulatorHost } from '#lib/emulator/host.ts'
import type { WorldOptions } from '#lib/emulator/tenant.ts'

const usage = `Usage: npm run emulator -- [options]

  --port 4010                 where to listen on 127.0.0.1; 0 for any free port
  --key sk-ant-admin01-demo   the admin key of a world; several keys, several worlds
  --members 250  --invites 40  --workspaces 12  --keys 400
  --seed 1                    same seed, same organization
  --now 2026-11-01T09:00:00Z  where its clock starts; the real time when left out
  --latency 0                 milliseconds every answer takes
  --quota 100                 requests a minute and organization; 0 for none
  --organization-name NAME    --org-id UUID (only with one key)
  --control                   opens the control door under /_emulator/`

class UsageError extends Error {}

function wholeNumber(name: string, text: string, highest: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(value <= highest)) throw new UsageError(`--${name} must be a whole number from 0 to ${highest}, not '${text}'`)
  return value
}

function startingTime(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}(T|$)/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new UsageError(`--now must be a time like 2026-11-01T09:00:00Z, not '${text}'`)
  }
  return new Date(text).toISOString()
}

function text(fallback: string) {
  return { type: 'string', default: fallback } as const
}

function readFlags() {
  try {
    return parseArgs({
      options: {
        port: text('4010'),
        key: { type: 'string', multiple: true, default: ['sk-ant-admin01-demo'] },
        members: text('250'),
        invites: text('40'),
        workspaces: text('12'),
        keys: text('400'),
        seed: text('1'),
        now: { type: 'string' },
        latency: text('0'),
        quota: text('100'),
        'organization-name': { type: 'string' },
        'org-id': { type: 'string' },
        control: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

type Flags = ReturnType<typeof readFlags>

function readWorlds(flags: Flags): WorldOptions[] {
  const { key: keys, now, 'organization-name': name, 'org-id': id } = flags
  if (new Set(keys).size !== keys.length) throw new UsageError('Every --key must be different: one world each')
  if (keys.some((key) => !/^\S+$/.test(key))) throw new UsageError('A --key may not be empty or hold spaces')
  if (id !== undefined && keys.length > 1) throw new UsageError('--org-id goes with a single --key')
  const shared = {
    members: wholeNumber('members', flags.members, 100_000),
    invites: wholeNumber('invites', flags.invites, 100_000),
    workspaces: wholeNumber('workspaces', flags.workspaces, 1000),
    keys: wholeNumber('keys', flags.keys, 100_000),
    seed: wholeNumber('seed', flags.seed, 999_999_999),
    ...(now === undefined ? {} : { now: startingTime(now) }),
    ...(name === undefined ? {} : { organizationName: name }),
    ...(id === undefined ? {} : { organizationId: id }),
  }
  return keys.map((key) => ({ ...shared, key }))
}

async function main(): Promise<void> {
  const flags = readFlags()
  if (flags.help) {
    console.log(usage)
    return
  }
  const host = await startEmulatorHost({
    port: wholeNumber('port', flags.port, 65_535),
    worlds: readWorlds(flags),
    control: flags.control,
    latencyMs: wholeNumber('latency', flags.latency, 600_000),
    quotaPerMinute: wholeNumber('quota', flags.quota, 1_000_000),
  })
  console.log(`Admin API emulator on ${host.url}`)
  if (flags.control) console.log(`Control door on ${host.url}/_emulator/`)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void host.close())
}

try {
  await main()
} catch (error) {
  console.error(
    error instanceof UsageError ? `${error.message}\n\n${usage}` : `The emulator did not start: ${String(error)}`,
  )
  process.exitCode = error instanceof UsageError ? 2 : 1
}
