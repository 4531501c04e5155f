import 'server-only'
import { createHash } from 'node:crypto'
import path from 'node:path'
import type { Person } from '#lib/schemas/person.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'
import type { PolicyView } from '#lib/schemas/views.ts'
import { personOf } from '#lib/server/auth/person.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { breachesOf, workspacesNamed } from './policy-breaches.ts'
import { beginView } from './revision.ts'

const kinds = ['user', 'invite', 'api_key', 'workspace'] as const

/** The rules in force and a dry run of them. The file's place on the disk is nobody's business. */
export async function readPolicy(person: Person): Promise<PolicyView> {
  const runtime = await getRuntime()
  const { snapshot, freshness } = await beginView(runtime, person, 'policy', kinds)
  const { policy, problems, sha256, loaded_ms } = await runtime.policy.current()
  const { policyFile } = runtime.env
  const admins = await portalAdmins(runtime)
  const view = {
    file: policyFile === null ? null : path.basename(policyFile),
    loaded_at: loaded_ms === null ? null : new Date(loaded_ms).toISOString(),
    sha256,
    problems: [...problems],
    rules: policy,
    workspace_names: workspaceNames(snapshot, policy),
    breaches: breachesOf(policy, snapshot, admins, Date.now()),
  }
  const revision = createHash('sha256')
    .update(JSON.stringify([view, freshness.missing]))
    .digest('base64url')
    .slice(0, 22)
  return { ...freshness, revision, ...view }
}

/** Everybody who has signed in and is a portal admin now: who could decide a proposal. */
export async function portalAdmins(runtime: Runtime): Promise<string[]> {
  const records = await runtime.database.db.selectFrom('person').selectAll().orderBy('last_seen_ms', 'desc').execute()
  const people = await Promise.all(records.map((record) => personOf(runtime, record, Date.now())))
  return people.filter(({ role }) => role === 'admin').map(({ name, email }) => email || name)
}

function workspaceNames(snapshot: Snapshot, policy: PolicyRules): Record<string, string> {
  return Object.fromEntries(
    [...workspacesNamed(policy)].flatMap((id) => {
      const found = snapshot.get('workspace', id)
      return found === undefined ? [] : [[id, found.name]]
    }),
  )
}
