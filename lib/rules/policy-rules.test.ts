import { describe, expect, test } from 'vitest'
import { policySchema } from '#lib/schemas/policy.ts'
import { mailDomain } from './policy-limits.ts'
import { ruleOn } from './policy-rules.ts'
import type { PolicyFacts, PolicyQuestion } from './policy-rules.ts'

const mine = 'wrkspc_01mine0000000000000000mi'
const other = 'wrkspc_01other000000000000000ot'
const noon = Date.parse('2026-12-24T12:00:00Z')

type Asked = Partial<Omit<PolicyQuestion, 'facts'>> & { facts?: PolicyFacts }

function ask(policy: object, action: string, { facts = {}, ...rest }: Asked = {}) {
  const question: PolicyQuestion = {
    action,
    person: { role: 'admin', workspaces: 'all', via: 'browser' },
    target: { kind: 'x', id: 'x' },
    workspace: null,
    reason: null,
    at_ms: noon,
    facts,
    ...rest,
  }
  const { verdict, approval } = ruleOn(policySchema.parse(policy), question)
  return verdict.allowed ? (approval ?? 'alone') : verdict.code
}

const workspace = (id: string, tags: Record<string, string> = {}) => ({ id, name: 'Search', tags })

describe('allowed domains', () => {
  const policy = { invites: { allowed_domains: ['Corp.com', 'corp.example'] } }
  const invite = (email: string, action = 'invite.create') => ask(policy, action, { facts: { email } })

  test('5: only the exact ASCII domain passes', () => {
    for (const email of ['a@corp.com', 'A@CORP.COM', 'a.b+c@corp.example']) expect(invite(email)).toBe('alone')
    const strangers = [
      'a@evil.com@corp.com',
      'a＠corp.com',
      'a@corp.com.',
      'a@sub.corp.com',
      'a@notcorp.com',
      'a@cоrp.com',
      'a@\u212Aorp.com',
      'a@corp。com',
      `a@${'x'.repeat(10_000)}.corp.com`,
      'a@corp.com\r\nbcc: b@evil.com',
      'corp.com',
      '',
    ]
    for (const email of strangers) expect([email, invite(email)]).toEqual([email, 'domain_refused'])
  })

  test('64: lists and line breaks are no address', () => {
    for (const email of ['a@corp.com, c@corp.com', 'a@corp.com\nc@corp.com', ' a@corp.com', 'a b@corp.com'])
      expect([email, invite(email)]).toEqual([email, 'domain_refused'])
  })

  test('the Kelvin sign does not become an ordinary k', () => {
    expect(mailDomain('a@\u212A.com')).toBeNull()
    expect(mailDomain('a@K.com')).toBe('k.com')
  })

  test('hold for a resend and another role as well, and not for a revocation', () => {
    expect(invite('a@evil.com', 'invite.resend')).toBe('domain_refused')
    expect(invite('a@evil.com', 'invite.change_role')).toBe('domain_refused')
    expect(ask(policy, 'invite.revoke', { facts: { held_org_role: 'user' } })).toBe('alone')
  })
})

describe('ceilings', () => {
  const policy = { ceilings: { helpdesk: { org_roles: ['user'], workspace_roles: ['workspace_user'] } } }
  const as = (role: 'helpdesk' | 'admin' | null, facts: PolicyFacts) =>
    ask(policy, 'member.change_role', { person: { role, workspaces: 'all', via: 'browser' }, facts })

  test('bound the role given and the role held, of that portal role alone', () => {
    expect(as('helpdesk', { org_role: 'user', held_org_role: 'user' })).toBe('alone')
    expect(as('helpdesk', { org_role: 'developer', held_org_role: 'user' })).toBe('above_policy_ceiling')
    expect(as('helpdesk', { org_role: 'user', held_org_role: 'developer' })).toBe('above_policy_ceiling')
    expect(as('helpdesk', { workspace_role: 'workspace_developer' })).toBe('above_policy_ceiling')
    expect(as('helpdesk', { held_workspace_role: 'workspace_admin' })).toBe('above_policy_ceiling')
    expect(as('admin', { org_role: 'developer', held_org_role: 'developer' })).toBe('alone')
  })

  test('do not bound the inherited billing role of a workspace', () => {
    expect(as('helpdesk', { workspace_role: 'workspace_user', held_workspace_role: 'workspace_billing' })).toBe('alone')
  })
})

describe('protected objects', () => {
  const policy = {
    protected: { keys: ['prod', 'apikey_01'], workspaces: [mine], tags: { env: 'production', tier: '1' } },
  }
  const key = (id: string, name: string) => ({ facts: { key: { id, name } } })

  test('a key is named by its id or its exact name', () => {
    for (const action of ['key.rename', 'key.enable', 'key.disable', 'key.archive']) {
      expect(ask(policy, action, key('apikey_02', 'prod'))).toBe('protected_key')
      expect(ask(policy, action, key('apikey_01', 'anything'))).toBe('protected_key')
      expect(ask(policy, action, key('apikey_02', 'Prod'))).toBe('alone')
    }
  })

  test('a workspace takes its members and keys along, by id or by any of the tags', () => {
    const tagged = workspace(other, { env: 'production' })
    for (const action of ['workspace.rename', 'workspace.archive', 'workspace_member.add', 'workspace_member.remove']) {
      expect(ask(policy, action, { workspace: workspace(mine) })).toBe('protected_workspace')
      expect(ask(policy, action, { workspace: tagged })).toBe('protected_workspace')
      expect(ask(policy, action, { workspace: workspace(other, { env: 'test' }) })).toBe('alone')
    }
    expect(ask(policy, 'key.disable', { workspace: tagged, ...key('apikey_03', 'test') })).toBe('protected_workspace')
  })

  test('neither loses its protecting tag nor gets it', () => {
    const tag = (tags: Record<string, string>, tags_after: Record<string, string>) =>
      ask(policy, 'workspace.tag', { workspace: workspace(other, tags), facts: { tags, tags_after } })
    expect(tag({ env: 'production' }, {})).toBe('protected_workspace')
    expect(tag({}, { tier: '1' })).toBe('protected_workspace')
    expect(tag({}, { tier: '2' })).toBe('alone')
    expect(ask(policy, 'workspace.create', { facts: { tags_after: { tier: '1' } } })).toBe('alone')
  })

  test('upstream’s tags count where the mirror’s are old', () => {
    const asked = { workspace: workspace(other), facts: { tags: { env: 'production' } } }
    expect(ask(policy, 'workspace.archive', asked)).toBe('protected_workspace')
  })

  test('a protected key does not end with its owner or its workspace', () => {
    const ending = { facts: { ending_keys: [{ id: 'apikey_09', name: 'prod' }] } }
    expect(ask(policy, 'member.remove', ending)).toBe('protected_key')
    expect(ask(policy, 'workspace.archive', { workspace: workspace(other), ...ending })).toBe('protected_key')
  })

  test('an exception lets that action through, and nothing that comes with it', () => {
    const lenient = { protected: { ...policy.protected, except: ['key.disable'] } }
    expect(ask(lenient, 'key.disable', key('apikey_01', 'x'))).toBe('alone')
    expect(ask(lenient, 'key.archive', key('apikey_01', 'x'))).toBe('protected_key')
    const renamedToo = { facts: { key: { id: 'apikey_01', name: 'x' }, also: ['key.rename'] } }
    expect(ask(lenient, 'key.disable', renamedToo)).toBe('protected_key')
  })
})

describe('freezes', () => {
  const window = { from: '2026-12-24T12:00:00Z', until: '2026-12-27T00:00:00+02:00', reason: 'Holidays' }
  const policy = { freeze: [{ ...window, except: ['key.disable'] }] }

  test('hold from their first moment until the one before their end', () => {
    const end = Date.parse(window.until)
    const at = (at_ms: number) => ask(policy, 'member.remove', { at_ms })
    expect([at(noon - 1), at(noon), at(end - 1), at(end)]).toEqual(['alone', 'frozen', 'frozen', 'alone'])
  })

  test('let their exceptions through, unless another freeze does not', () => {
    expect(ask(policy, 'key.disable')).toBe('alone')
    expect(ask(policy, 'key.disable', { facts: { also: ['key.rename'] } })).toBe('frozen')
    const second = { freeze: [...policy.freeze, { ...window, reason: 'Migration' }] }
    expect(ask(second, 'key.disable')).toBe('frozen')
  })

  test('say until when, why, and who set them', () => {
    const { verdict } = ruleOn(policySchema.parse(policy), {
      action: 'key.archive',
      person: { role: 'admin', workspaces: 'all', via: 'token' },
      target: { kind: 'api_key', id: null },
      workspace: null,
      reason: null,
      at_ms: noon,
      facts: {},
    })
    expect(verdict).toMatchObject({
      reason: expect.stringContaining('until 26 Dec 2026 22:00 UTC (Holidays)') as string,
    })
    expect(verdict).toMatchObject({
      reason: expect.stringMatching(/^The policy file .*keeps the policy file/) as string,
    })
  })
})

describe('reasons', () => {
  const policy = { reasons: [{ actions: ['key.*'], workspaces: [mine] }] }

  test('must hold more than blanks', () => {
    const archive = (reason: string | null) => ask(policy, 'key.archive', { workspace: workspace(mine), reason })
    expect([archive(null), archive(''), archive(' \n'), archive('leaked')]).toEqual([
      'reason_required',
      'reason_required',
      'reason_required',
      'alone',
    ])
  })

  test('are asked only where the rule looks', () => {
    expect(ask(policy, 'key.archive', { workspace: workspace(other) })).toBe('alone')
    expect(ask(policy, 'key.archive')).toBe('alone')
    expect(ask(policy, 'member.remove', { workspace: workspace(mine) })).toBe('alone')
  })
})

describe('approvals', () => {
  test('the strictest of all matching rules is asked', () => {
    const policy = {
      approvals: [
        { actions: ['key.archive'], by: 'workspace_manager', expires_hours: 12 },
        { actions: ['key.*'], by: 'admin', expires_hours: 48 },
        { actions: ['*'], by: 'workspace_manager', expires_hours: 72 },
      ],
    }
    expect(ask(policy, 'key.archive')).toMatchObject({ by: 'admin', expires_hours: 12 })
    expect(ask(policy, 'key.disable')).toMatchObject({ by: 'admin', expires_hours: 48 })
    expect(ask(policy, 'member.remove')).toMatchObject({ by: 'workspace_manager', expires_hours: 72 })
  })

  test('all tags and the workspace must fit', () => {
    const tags = { env: 'production', team: 'a' }
    const policy = { approvals: [{ actions: ['*'], workspaces: [mine], tags }] }
    const archive = (id: string, held: Record<string, string>) =>
      ask(policy, 'workspace.archive', { workspace: workspace(id, held) })
    expect(archive(mine, { ...tags, more: 'x' })).toMatchObject({ by: 'admin' })
    expect(archive(mine, { env: 'production' })).toBe('alone')
    expect(archive(other, tags)).toBe('alone')
    expect(archive(mine, Object.create({ env: 'production', team: 'a' }) as Record<string, string>)).toBe('alone')
  })

  test('taking the tag away first is no way out', () => {
    const policy = { approvals: [{ actions: ['workspace.archive'], tags: { env: 'production' } }] }
    const tag = (tags: Record<string, string>, tags_after: Record<string, string>) =>
      ask(policy, 'workspace.tag', { workspace: workspace(mine, tags), facts: { tags, tags_after } })
    expect(tag({ env: 'production' }, {})).toMatchObject({ by: 'admin' })
    expect(tag({ env: 'production' }, { env: 'prod' })).toMatchObject({ by: 'admin' })
    expect(tag({ env: 'production' }, { env: 'production', team: 'a' })).toBe('alone')
    expect(tag({}, { env: 'production' })).toBe('alone')
  })
})

test('a change that is several actions at once meets the rules of each', () => {
  const policy = { approvals: [{ actions: ['workspace.tag'] }], reasons: [{ actions: ['key.rename'] }] }
  expect(ask(policy, 'workspace.rename', { facts: { also: ['workspace.tag'] } })).toMatchObject({ by: 'admin' })
  expect(ask(policy, 'key.disable', { facts: { also: ['key.rename'] } })).toBe('reason_required')
})

test('what is refused to everybody is told before what is asked of this person', () => {
  const all = {
    freeze: [{ from: '2026-12-01T00:00:00Z', until: '2027-01-01T00:00:00Z', reason: 'Holidays' }],
    protected: { keys: ['prod'] },
    ceilings: { admin: { org_roles: [] } },
    invites: { allowed_domains: ['corp.com'] },
    reasons: [{ actions: ['*'] }],
    approvals: [{ actions: ['*'] }],
  }
  const facts = { key: { id: 'apikey_01', name: 'prod' }, org_role: 'user', email: 'a@evil.com' }
  const order = ['freeze', 'protected', 'ceilings', 'invites', 'reasons', 'approvals'] as const
  const told = order.map((_, from) => {
    const rest = Object.fromEntries(order.slice(from).map((name) => [name, all[name]]))
    const answer = ask(rest, 'key.archive', { facts })
    return typeof answer === 'string' ? answer : 'approval'
  })
  expect(told).toEqual([
    'frozen',
    'protected_key',
    'above_policy_ceiling',
    'domain_refused',
    'reason_required',
    'approval',
  ])
})
