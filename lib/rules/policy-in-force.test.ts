import { describe, expect, test } from 'vitest'
import type { Person } from '#lib/schemas/person.ts'
import { policySchema } from '#lib/schemas/policy.ts'
import { asksOf, foreseen, policyInForce } from './policy-in-force.ts'

const mine = { id: 'wrkspc_01mine0000000000000000mi', name: 'Search', tags: { env: 'prod' } }
const other = { id: 'wrkspc_01other000000000000000ot', name: 'Secret', tags: { env: 'prod', team: 'hidden' } }
const now = Date.parse('2026-12-24T12:00:00Z')

const person = (role: Person['role']): Person => {
  const workspaces = role === 'workspace_manager' ? [mine.id] : ('all' as const)
  return { id: 'p', name: 'P', email: 'p@x.com', via: 'browser', role, workspaces }
}

const rules = policySchema.parse({
  groups: [{ group: 'team-hidden', role: 'workspace_manager', workspaces: [other.id] }],
  invites: { allowed_domains: ['corp.com'] },
  ceilings: { helpdesk: { org_roles: ['user'] }, admin: { workspace_roles: [] } },
  protected: { keys: ['secret-key'], workspaces: [other.id], tags: { team: 'hidden' }, except: ['key.disable'] },
  reasons: [{ actions: ['key.*'], workspaces: [mine.id, other.id] }],
  approvals: [
    { actions: ['key.archive'], tags: { team: 'hidden' } },
    { actions: ['key.archive'], tags: { env: 'prod' }, by: 'workspace_manager' },
  ],
  freeze: [
    { from: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z', reason: 'Over' },
    { from: '2026-12-30T00:00:00Z', until: '2026-12-31T00:00:00Z', reason: 'Next', except: ['key.*'] },
    { from: '2026-12-24T00:00:00Z', until: '2026-12-25T00:00:00Z', reason: 'Now', except: ['key.*'] },
  ],
})

test('a manager’s browser hears of no workspace, key or tag outside the scope', () => {
  const told = policyInForce(rules, person('workspace_manager'), [mine], now)
  const text = JSON.stringify(told)
  for (const secret of [other.id, 'Secret', 'hidden', 'secret-key', 'corp.com']) expect(text).not.toContain(secret)
  expect(asksOf(told, 'key.archive', mine.id)).toEqual({ reason: true, approval: 'workspace_manager' })
})

test('an admin hears of both workspaces, and the strictest approval is told', () => {
  const told = policyInForce(rules, person('admin'), [mine, other], now)
  expect(asksOf(told, 'key.archive', other.id)).toEqual({ reason: true, approval: 'admin' })
  expect(asksOf(told, 'key.archive', mine.id)).toEqual({ reason: true, approval: 'workspace_manager' })
  expect(asksOf(told, 'key.archive', null)).toEqual({ reason: false, approval: null })
  expect(asksOf(told, 'member.remove', null)).toEqual({ reason: false, approval: null })
})

describe('what a browser foresees', () => {
  const told = policyInForce(rules, person('helpdesk'), [mine, other], now)
  const code = (question: Parameters<typeof foreseen>[1], at_ms = now + 86_400_000) => {
    const verdict = foreseen(told, question, at_ms)
    return verdict.allowed ? 'yes' : verdict.code
  }

  test('is what the server would refuse, in its words', () => {
    expect(code({ action: 'invite.create', email: 'a@evil.com' })).toBe('domain_refused')
    expect(code({ action: 'invite.create', email: 'a@corp.com', org_role: 'developer' })).toBe('above_policy_ceiling')
    expect(code({ action: 'member.change_role', held_org_role: 'billing' })).toBe('above_policy_ceiling')
    expect(code({ action: 'key.archive', protected: 'Because.' })).toBe('protected')
    expect(code({ action: 'key.disable', protected: 'Because.' })).toBe('yes')
    expect(code({ action: 'key.archive', protected: null })).toBe('yes')
  })

  test('freezes are told from the first to come, without those that are over', () => {
    expect(told.freeze.map(({ reason }) => reason)).toEqual(['Now', 'Next'])
    expect(code({ action: 'invite.revoke' }, now)).toBe('frozen')
    expect(code({ action: 'key.archive' }, now)).toBe('yes')
    expect(code({ action: 'invite.revoke' }, Date.parse('2026-12-30T00:00:00Z'))).toBe('frozen')
  })
})
