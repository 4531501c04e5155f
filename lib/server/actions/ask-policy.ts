import 'server-only'
import { ruleOn } from '#lib/rules/policy-rules.ts'
import type { MirrorReader } from '#lib/server/mirror/read.ts'
import type { Policy } from '#lib/server/policy/policy.ts'
import type { AskPolicy } from './perform.ts'

/** Asks the policy in force now. Tags come from the mirror, which holds every write of ours at once. */
export function askPolicy(policy: Policy, reader: Pick<MirrorReader, 'snapshot'>): AskPolicy {
  return async ({ workspace_id, ...question }) => {
    const { policy: rules } = await policy.current()
    const found = workspace_id === null ? undefined : (await reader.snapshot()).get('workspace', workspace_id)
    const unread = workspace_id === null ? null : { id: workspace_id, name: '', tags: {} }
    return ruleOn(rules, { ...question, workspace: found ?? unread, at_ms: Date.now() })
  }
}
