import 'server-only'
import { workspaceOfKey } from '#lib/rules/key-can.ts'
import { ruleOn } from '#lib/rules/policy-rules.ts'
import type { PolicyWorkspace } from '#lib/rules/policy-rules.ts'
import type { ApiKey } from '#lib/schemas/keys.ts'
import type { NamedKey } from '#lib/rules/protection.ts'
import type { AdminApi } from '#lib/server/admin-api/admin-api.ts'
import type { MirrorReader } from '#lib/server/mirror/read.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { Policy } from '#lib/server/policy/policy.ts'
import type { AskPolicy } from './perform.ts'

/**
 * Asks the policy in force now. Tags come from the mirror, which holds every write of ours at once, or from upstream
 * while the mirror does not know the workspace: a rule about tags must not be passed over because a list is not read yet.
 */
export function askPolicy(policy: Policy, reader: Pick<MirrorReader, 'snapshot'>, admin: AdminApi): AskPolicy {
  return async ({ workspace_id, ...question }) => {
    const { policy: rules } = await policy.current()
    const snapshot = await reader.snapshot()
    const workspace = workspace_id === null ? null : await findWorkspace(snapshot, admin, workspace_id)
    const ending_keys = rules.protected.keys.length === 0 ? [] : endingKeys(snapshot, question, workspace_id)
    const facts = { ...question.facts, ending_keys }
    return ruleOn(rules, { ...question, workspace, facts, at_ms: Date.now() })
  }
}

async function findWorkspace(snapshot: Snapshot, admin: AdminApi, id: string): Promise<PolicyWorkspace> {
  return snapshot.get('workspace', id) ?? (await admin.workspaces.retrieve(id)).value
}

/** Keys that upstream archives or stops together with the object (contract section 9). */
function endingKeys(
  snapshot: Snapshot,
  { action, target }: { action: string; target: { id: string | null } },
  workspaceId: string | null,
): NamedKey[] {
  const theirs = (key: ApiKey) => key.principal?.user_id !== undefined && key.principal.user_id === target.id
  const within = (key: ApiKey) => workspaceOfKey(key) === workspaceId
  const ends = new Map<string, (key: ApiKey) => boolean>([
    ['member.remove', theirs],
    ['workspace_member.remove', (key) => theirs(key) && within(key)],
    ['workspace.archive', within],
  ]).get(action)
  if (ends === undefined) return []
  return snapshot.list('api_key').filter((key) => key.status !== 'archived' && ends(key))
}
