import 'server-only'
import type { Person } from '#lib/schemas/person.ts'
import { waitingFor } from './proposals.ts'
import { pagePaths } from '#lib/paths.ts'
import { getRuntime } from '#lib/server/runtime.ts'

export type ShellBanner = { tone: 'info' | 'caution' | 'danger'; text: string }
export type Shell = {
  organization: { id: string; name: string }
  banners: ShellBanner[]
  waiting: Record<string, number>
}

/** What surrounds every page: the organization's name, and what is wrong that everybody should know. */
export async function readShell(person: Person): Promise<Shell> {
  const runtime = await getRuntime()
  const [organization] = (await runtime.mirror.snapshot()).list('organization')
  const banners: ShellBanner[] = []
  const { problem, readOnly } = runtime.health()
  if (problem !== null) banners.push({ tone: readOnly ? 'danger' : 'caution', text: problem })
  const doubt = runtime.anchor.problem()
  if (doubt !== null) banners.push({ tone: 'danger', text: doubt })
  const { problems } = await runtime.policy.current()
  const [first] = problems
  if (first !== undefined && person.role === 'admin')
    banners.push({
      tone: 'caution',
      text: `The policy file was changed and cannot be used (${first}). The last good one stays in force.`,
    })
  return {
    organization: { id: organization?.id ?? '', name: organization?.name ?? 'Your organization' },
    banners,
    waiting: { [pagePaths.approvals()]: (await waitingFor(person)).length },
  }
}
