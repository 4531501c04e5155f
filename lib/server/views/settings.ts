import 'server-only'
import { createHash } from 'node:crypto'
import type { Person } from '#lib/schemas/person.ts'
import type { SettingsView } from '#lib/schemas/views.ts'
import { personOf } from '#lib/server/auth/person.ts'
import { kinds } from '#lib/server/mirror/kinds.ts'
import { freshnessOf } from '#lib/server/mirror/read.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { beginView } from './revision.ts'

/** Connection, and people with their portal roles. Holds no secret: only a fingerprint of the credential. */
export async function readSettings(person: Person): Promise<SettingsView> {
  const runtime = await getRuntime()
  const { freshness } = await beginView(runtime, person, 'settings', kinds)
  const view = {
    ...freshness,
    connection: await connection(runtime),
    sign_in: { issuer: runtime.env.oidc.issuer },
    audit_log: await runtime.anchor.state(),
    sinks: await sinks(runtime),
    people: await people(runtime),
  }
  return { ...view, revision: createHash('sha256').update(JSON.stringify(view)).digest('base64url').slice(0, 22) }
}

async function connection(runtime: Runtime): Promise<SettingsView['connection']> {
  const { env, database, budget, mirror } = runtime
  const [snapshot, progress] = [await mirror.snapshot(), await mirror.progress()]
  const [organization] = snapshot.list('organization')
  return {
    organization: { id: organization?.id ?? '', name: organization?.name ?? '' },
    base_url: env.anthropicBaseUrl.origin,
    credential_fingerprint: runtime.credentialFingerprint(),
    credential_kind: 'Admin API key',
    requests_last_minute: await budget.used(),
    requests_per_minute: budget.perMinute,
    database: database.kind,
    kinds: kinds.map((kind) => {
      const { synced_at, complete } = freshnessOf([kind], snapshot, progress, null)
      return { kind, count: snapshot.list(kind).length, synced_at, complete }
    }),
  }
}

async function people(runtime: Runtime): Promise<SettingsView['people']> {
  const records = await runtime.database.db
    .selectFrom('person')
    .selectAll()
    .orderBy('last_seen_ms', 'desc')
    .limit(500)
    .execute()
  return Promise.all(
    records.map(async (record) => {
      const { role, workspaces } = await personOf(runtime, record, Date.now())
      const last_seen_at = new Date(record.last_seen_ms).toISOString()
      return {
        id: record.id,
        name: record.name,
        email: record.email,
        role,
        workspaces: workspaces === 'all' ? null : [...workspaces],
        last_seen_at,
      }
    }),
  )
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

async function sinks({ siem }: Runtime): Promise<SettingsView['sinks']> {
  return (await siem.state()).map(({ delivered_ms, failed_ms, ...sink }) => ({
    ...sink,
    delivered_at: iso(delivered_ms),
    failed_at: iso(failed_ms),
  }))
}
