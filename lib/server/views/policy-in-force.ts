import 'server-only'
import { policyInForce } from '#lib/rules/policy-in-force.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { PolicyInForce } from '#lib/schemas/policy-in-force.ts'
import { visibleWorkspaces } from '#lib/server/reads/scope.ts'
import { getRuntime } from '#lib/server/runtime.ts'

/** What this person's pages know of the policy. */
export async function readPolicyInForce(person: Person): Promise<PolicyInForce> {
  const runtime = await getRuntime()
  const { policy } = await runtime.policy.current()
  return policyInForce(policy, person, visibleWorkspaces(await runtime.mirror.snapshot(), person), Date.now())
}
