import { expect, test } from 'vitest'
import type { HeldKey, Holdings, KeyChoice, OffboardingChoices } from '#lib/schemas/offboarding.ts'
import {
  choiceOf,
  choicesFor,
  defaultChoice,
  fateOf,
  offboardingChanges,
  outlookOf,
  statusAfterRemoval,
} from './offboarding.ts'

const ada = 'user_ada0000000'

function key(name: string, change: Partial<HeldKey> = {}): HeldKey {
  const facts = {
    id: `apikey_${name.padEnd(10, '0')}`,
    name,
    status: 'active',
    created_at: '2026-01-01T00:00:00Z',
    expires_at: null,
    partial_key_hint: null,
    scope: { type: 'workspace', workspace_id: 'wrkspc_0000000001' },
    kind: 'workspace' as const,
    workspace: { id: 'wrkspc_0000000001', name: 'Lab', is_default: false },
    acts_as: null,
    creator: { id: ada, label: 'ada@example.com', state: 'member' as const },
    protected: null,
    made_by_them: true,
    acts_as_them: false,
    in_claude_code: false,
    findings: [],
    use: 'not_measured' as const,
    last_used_at: null,
    last_used_within: null,
    cost_30d: null,
    recent_use: null,
    ...change,
  }
  return { ...facts, fate: fateOf(facts, ada), after_removal: statusAfterRemoval(facts, ada) }
}

const personal = (name: string, change: Partial<HeldKey> = {}) =>
  key(name, { kind: 'personal', acts_as: { id: ada, label: 'ada@example.com' }, acts_as_them: true, ...change })

function holdings(change: Partial<Holdings> = {}): Holdings {
  return {
    member: { id: ada, name: 'Ada', email: 'ada@example.com', role: 'developer', added_at: '2026-01-01T00:00:00Z' },
    every_workspace: null,
    memberships: [{ workspace: { id: 'wrkspc_0000000001', name: 'Lab' }, workspace_role: 'workspace_developer' }],
    invites: [
      {
        id: 'invite_0000000001',
        email: 'ada+x@example.com',
        role: 'user',
        status: 'pending',
        expires_at: '2027-01-01',
      },
    ],
    keys: [key('prod'), personal('notebook'), key('off', { status: 'inactive' }), key('dead', { status: 'archived' })],
    ...change,
  }
}

function choose(change: Partial<OffboardingChoices> = {}): OffboardingChoices {
  return { keys: {}, keptInvites: [], endedMemberships: [], remove: true, ...change }
}

test('only keys that act as the person go with them (contract 9)', () => {
  const other = { id: 'user_other00000', label: 'other@example.com' }
  const machine = { id: 'svac_0000000001', label: 'svac_0000000001' }
  const fates = [
    personal('a'),
    personal('made by somebody else', { made_by_them: false }),
    personal('for another', { acts_as: other, acts_as_them: false }),
    key('service', { kind: 'service_account', acts_as: machine }),
    key('plain'),
    key('claude code', { in_claude_code: true }),
    personal('expired', { status: 'expired' }),
    personal('archived', { status: 'archived' }),
    personal('off', { status: 'inactive' }),
  ].map(({ fate, after_removal }) => [fate, after_removal])
  expect(fates).toEqual([
    ['ends', 'archived'],
    ['ends', 'archived'],
    ['lives', 'active'],
    ['lives', 'active'],
    ['lives', 'active'],
    ['should_end', 'active'],
    ['over', 'archived'],
    ['over', 'archived'],
    ['ends', 'archived'],
  ])
})

test('what would live on is disabled; without the removal a personal key lives on, too', () => {
  const [prod, notebook, off] = [key('prod'), personal('notebook'), key('off', { status: 'inactive' })]
  const defaults = (remove: boolean): KeyChoice[] => [prod, notebook, off].map((held) => defaultChoice(held, remove))
  expect(defaults(true)).toEqual(['disable', 'keep', 'keep'])
  expect(defaults(false)).toEqual(['disable', 'disable', 'keep'])
  expect(defaultChoice(key('claude code', { in_claude_code: true }), true)).toBe('disable')
  expect(defaultChoice(key('kept', { protected: 'The policy file protects this key.' }), true)).toBe('keep')
})

test('a choice that a key cannot take any more gives way to the default', () => {
  expect(choicesFor({ status: 'expired' })).toEqual(['archive', 'keep'])
  const off = key('off', { status: 'inactive' })
  expect(choiceOf(off, choose({ keys: { [off.id]: 'disable' } }))).toBe('keep')
  expect(choiceOf(off, choose({ keys: { [off.id]: 'archive' } }))).toBe('archive')
})

test('keys come first, then invites, and the removal waits for the last key', () => {
  const held = holdings({ keys: [key('one'), personal('mine'), key('two')] })
  const [, , two] = held.keys
  const changes = offboardingChanges(held, choose({ keys: { [two?.id ?? '']: 'archive' } }))
  expect(changes).toEqual([
    { action: 'key.disable', input: { api_key_id: 'apikey_one0000000', status: 'inactive' } },
    { action: 'key.archive', input: { api_key_id: 'apikey_two0000000', status: 'archived' } },
    { action: 'invite.revoke', input: { invite_id: 'invite_0000000001' } },
    { action: 'member.remove', input: { user_id: ada }, after: 2 },
  ])
  expect(offboardingChanges(holdings({ keys: [], invites: [] }), choose())).toEqual([
    { action: 'member.remove', input: { user_id: ada } },
  ])
})

test('memberships are ended only where nobody is removed', () => {
  const endedMemberships = ['wrkspc_0000000001']
  const actions = (remove: boolean) =>
    offboardingChanges(holdings({ keys: [] }), choose({ remove, endedMemberships })).map(({ action }) => action)
  expect(actions(false)).toEqual(['invite.revoke', 'workspace_member.remove'])
  expect(actions(true)).toEqual(['invite.revoke', 'member.remove'])
})

test('the outlook counts what stops and what goes on, and half a measurement is none', () => {
  const used = { last_used_at: null, last_used_within: null, tokens_24h: 40, tokens_7d: 300 }
  const keys = [
    key('a', { recent_use: used }),
    personal('b', { recent_use: { ...used, tokens_24h: 0 } }),
    key('c', { recent_use: used }),
  ]
  const outlook = outlookOf(holdings({ keys }), choose({ keys: { [keys[2]?.id ?? '']: 'keep' } }))
  expect(outlook).toMatchObject({
    liveKeys: 3,
    liveKeysAfter: 1,
    usedKeys24h: 1,
    tokens24h: 40,
    tokens7d: 600,
    disabled: 1,
    archived: 0,
    endWithThem: 1,
    invites: 1,
    workspaces: 1,
  })
  expect(outlook.orphaned.map(({ name }) => name)).toEqual(['c'])
  expect(outlook.irreversible.join(' ')).toMatch(/not brought back by a new invite: b\..*link is dead.*new invite/)
  const half = outlookOf(holdings({ keys: [key('a', { recent_use: used }), key('d')] }), choose())
  expect([half.usedKeys24h, half.tokens24h, half.tokens7d]).toEqual([null, null, null])
})

test('without the removal nothing ends by itself', () => {
  const outlook = outlookOf(
    holdings({ keys: [personal('mine')] }),
    choose({ remove: false, keptInvites: ['invite_0000000001'] }),
  )
  expect(outlook).toMatchObject({ liveKeysAfter: 0, disabled: 1, endWithThem: 0, invites: 0, irreversible: [] })
})
