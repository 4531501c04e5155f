import 'server-only'
import { createHash } from 'node:crypto'
import { pagePaths } from '#lib/paths.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Shell, ShellBanner } from '#lib/schemas/shell.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import { readPolicyInForce } from './policy-in-force.ts'
import { waitingFor } from './proposals.ts'
import { beginView } from './revision.ts'

/** What surrounds every page: the organization's name, what everybody should know, what waits for this person. */
export async function readShell(person: Person): Promise<Shell> {
  const runtime = await getRuntime()
  const { snapshot, freshness, revision } = await beginView(runtime, person, 'shell', ['organization'])
  const [banners, waiting, policy] = await Promise.all([
    bannersFor(runtime, person),
    waitingFor(person),
    readPolicyInForce(person),
  ])
  const [organization] = snapshot.list('organization')
  const told = {
    organization: { id: organization?.id ?? '', name: organization?.name ?? 'Your organization' },
    banners,
    waiting: { [pagePaths.approvals()]: waiting.length },
    policy,
  }
  return { ...freshness, ...told, revision: revisionOf(revision, told) }
}

async function bannersFor(runtime: Runtime, person: Person): Promise<ShellBanner[]> {
  const banners: ShellBanner[] = []
  const { problem, readOnly } = runtime.health()
  if (problem !== null) banners.push({ tone: readOnly ? 'danger' : 'caution', text: problem })
  const doubt = runtime.anchor.problem()
  if (doubt !== null) banners.push({ tone: 'danger', text: doubt })
  const [first] = (await runtime.policy.current()).problems
  if (first !== undefined && person.role === 'admin')
    banners.push({
      tone: 'caution',
      text: `The policy file was changed and cannot be used (${first}). The last good one stays in force.`,
    })
  return banners
}

/** The moment at which the policy was told is no news. */
function revisionOf(base: string, told: Pick<Shell, 'organization' | 'banners' | 'waiting' | 'policy'>): string {
  const news = JSON.stringify({ ...told, policy: { ...told.policy, told_ms: 0 } })
  return createHash('sha256').update(`${base} ${news}`).digest('base64url').slice(0, 22)
}
