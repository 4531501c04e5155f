import 'server-only'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import { ruleOn } from '#lib/rules/policy-rules.ts'
import type { PolicyFacts, PolicyWorkspace } from '#lib/rules/policy-rules.ts'
import type { PolicyRules } from '#lib/schemas/policy.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { NamedKey } from '#lib/rules/protection.ts'
import type { OrganizationApi } from '#lib/server/admin-api/admin-api.ts'
import type { MirrorReader } from '#lib/server/mirror/read.ts'
import type { Policy } from '#lib/server/policy/policy.ts'
import type { AskPolicy } from './perform.ts'

export type PolicySources = {
  policy: Policy
  reader: Pick<MirrorReader, 'snapshot' | 'progress'>
  /** Reads the mirror anew; resolves when it is whole. */
  refresh: () => Promise<void>
  admin: OrganizationApi
}

/** A protected key that somebody made or named in the Console a moment ago must count, too. */
const keysFreshForMs = 60_000

/**
 * Asks the policy in force now. A rule about tags is asked of the workspace as upstream has it: tags set in the Console
 * while nobody looked here must hold.
 */
export function askPolicy(sources: PolicySources): AskPolicy {
  return async ({ workspace_id, ...question }) => {
    const { policy: rules } = await sources.policy.current()
    const workspace = workspace_id === null ? null : await findWorkspace(sources, rules, workspace_id, question.facts)
    const ending_keys = rules.protected.keys.length === 0 ? [] : await endingKeys(sources, question, workspace_id)
    const facts = { ...question.facts, ending_keys }
    return ruleOn(rules, { ...question, workspace, facts, at_ms: Date.now() })
  }
}

async function findWorkspace(
  { reader, admin }: PolicySources,
  rules: PolicyRules,
  id: string,
  { tags }: PolicyFacts,
): Promise<PolicyWorkspace> {
  const known = (await reader.snapshot()).get('workspace', id)
  // The action has read the tags itself, or no rule looks at any.
  if (known !== undefined && (tags !== undefined || !asksForTags(rules))) return known
  return (await admin.workspaces.retrieve(id)).value
}

function asksForTags({ protected: { tags }, reasons, approvals }: PolicyRules): boolean {
  return Object.keys(tags).length > 0 || [...reasons, ...approvals].some((rule) => rule.tags !== undefined)
}

/** Keys that upstream archives or stops together with the object (contract section 9). */
async function endingKeys(
  sources: PolicySources,
  { action, target }: { action: string; target: { id: string | null } },
  workspaceId: string | null,
): Promise<NamedKey[]> {
  const theirs = (key: ApiKey) => key.principal?.user_id !== undefined && key.principal.user_id === target.id
  const within = (key: ApiKey) => workspaceOfKey(key) === workspaceId
  const ends = new Map<string, (key: ApiKey) => boolean>([
    ['member.remove', theirs],
    ['workspace_member.remove', (key) => theirs(key) && within(key)],
    ['workspace.archive', within],
  ]).get(action)
  if (ends === undefined) return []
  const keys = await freshKeys(sources)
  return keys.filter((key) => key.status !== 'archived' && ends(key))
}

async function freshKeys({ reader, refresh }: PolicySources): Promise<readonly ApiKey[]> {
  const list = (await reader.progress()).find(({ kind, parent }) => kind === 'api_key' && parent === '')
  const isFresh = list?.complete === true && Date.now() - (list.synced_ms ?? 0) < keysFreshForMs
  if (!isFresh) await refresh()
  return (await reader.snapshot()).list('api_key')
}
