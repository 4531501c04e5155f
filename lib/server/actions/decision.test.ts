import { assert, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holdsIn } from '#lib/rules/holds.ts'
import { ruleOn } from '#lib/rules/policy-rules.ts'
import { actionNames } from '#lib/schemas/action-names.ts'
import type { Person } from '#lib/schemas/person.ts'
import { catalogueNames, withAction } from './catalogue.ts'
import { decisionCase, mine, noon, policyOf } from './test-decisions.ts'
import type { DecisionCase } from './test-decisions.ts'
import { referenceDecision } from './test-reference.ts'

function personOf({ role }: DecisionCase): Person {
  const workspaces = role === 'workspace_manager' ? [mine] : ('all' as const)
  return { id: 'p', name: 'P', email: 'me@corp.com', via: 'browser', role, workspaces }
}

function memberOf({ self, held_org }: DecisionCase) {
  return { id: 'user_01', type: 'user', name: 'M', email: self ? 'Me@corp.com' : 'you@corp.com', role: held_org }
}

function workspaceOf({ place, workspace, tags }: DecisionCase) {
  const name = workspace === 'claude' ? 'Claude Code' : 'Search'
  const archived_at = workspace === 'archived' ? '2026-01-01T00:00:00Z' : null
  return { id: place ?? mine, name, archived_at, tags, is_default: workspace === 'default' }
}

/** What the person sends, and what upstream holds, for each family of actions. */
function situationOf(it: DecisionCase): { input: object; before: unknown } {
  const [family, deed] = it.action.split('.')
  const workspace = workspaceOf(it)
  if (family === 'member') return { input: { user_id: 'user_01', role: it.new_org }, before: memberOf(it) }
  if (family === 'workspace_member') {
    const input = { workspace_id: workspace.id, user_id: 'user_01', workspace_role: it.new_workspace }
    return { input, before: { workspace, member: memberOf(it), row: { workspace_role: it.held_workspace } } }
  }
  if (family === 'invite') {
    if (deed === 'create') return { input: { email: it.email, role: it.new_org }, before: null }
    const before = { id: 'invite_01', email: it.email, role: it.held_org, status: it.invite_status }
    return { input: { invite_id: 'invite_01', ...(deed === 'change_role' ? { role: it.new_org } : {}) }, before }
  }
  if (family === 'key') {
    const scope = it.place === null ? { type: 'organization' } : { type: 'workspace', workspace_id: it.place }
    const status = { enable: 'active', disable: 'inactive', archive: 'archived' }[deed ?? '']
    const input = {
      api_key_id: 'apikey_01',
      ...(status === undefined ? {} : { status }),
      ...(status === undefined || it.renames_too ? { name: 'Other' } : {}),
    }
    return { input, before: { id: 'apikey_01', name: it.key_name, status: it.key_status, scope } }
  }
  const changes: Record<string, object> = {
    create: { name: 'New', tags: it.tag_change },
    rename: { name: 'New', ...(it.renames_too ? { tags: it.tag_change } : {}) },
    tag: { tags: it.tag_change },
    update: { display_color: '#000000' },
  }
  const place = deed === 'create' ? {} : { workspace_id: workspace.id }
  return { input: { ...place, ...changes[deed ?? ''] }, before: { workspace, facts: workspace } }
}

/** The decision as the pipe makes it: the very definitions of the actions, their facts, and both sets of rules. */
function decide(it: DecisionCase): string {
  const person = personOf(it)
  const { input, before } = situationOf(it)
  const answer = withAction(it.action, (action) => {
    const [given, held] = [input as never, before as never]
    expect(action.name(given)).toBe(it.action)
    const target = action.target(given)
    const workspace_id = action.workspaceOf?.(held) ?? target.workspace_id
    if (target.workspace_id !== null && !holdsIn(person, action.power(given), target.workspace_id).allowed)
      return 'refused'
    if (!action.check(person, held, given).allowed) return 'refused'
    const ending_keys = /remove$|workspace\.archive/.test(it.action) && it.ends_prod ? [{ id: 'k', name: 'prod' }] : []
    const { verdict, approval } = ruleOn(policyOf(it), {
      action: it.action,
      person,
      target,
      workspace: workspace_id === null ? null : { id: workspace_id, name: 'Search', tags: it.tags },
      facts: { ...action.policyFacts?.(held, given), ending_keys },
      reason: it.reason,
      at_ms: noon,
    })
    if (!verdict.allowed) return verdict.code.replace(/^protected_.*/, 'protected')
    return approval === null ? 'go' : `${approval.by} within ${approval.expires_hours}`
  })
  return answer ?? 'no such action'
}

test('the words of the policy file and the actions there are, are the same', () => {
  expect([...catalogueNames].toSorted()).toEqual([...actionNames].toSorted())
})

describe('the decision equals a second, independent telling', () => {
  test('in 100,000 cases of portal role, scope, ceilings and policy', () => {
    const seen = new Map<string, number>()
    assert(
      property(decisionCase, (it) => {
        const expected = referenceDecision(it)
        seen.set(expected, (seen.get(expected) ?? 0) + 1)
        expect(decide(it)).toBe(expected)
      }),
      { numRuns: 100_000 },
    )
    // Each kind of answer must have been reached often enough to mean something.
    for (const answer of ['refused', 'frozen', 'protected', 'above_policy_ceiling', 'domain_refused'])
      expect([answer, (seen.get(answer) ?? 0) > 200]).toEqual([answer, true])
    for (const answer of ['reason_required', 'go', 'admin within 12', 'admin within 72', 'workspace_manager within 12'])
      expect([answer, (seen.get(answer) ?? 0) > 200]).toEqual([answer, true])
  })
})
