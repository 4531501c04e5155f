import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { portalRoles } from '#lib/schemas/person.ts'
import { grantOf, grantsByConfiguration, strongest, textList } from './roles.ts'
import type { Grant } from './roles.ts'

const wrkspc = (n: number) => `wrkspc_${String(n).padStart(12, '0')}`
const grants = fc.array(
  fc.record({
    role: fc.constantFrom(...portalRoles),
    workspaces: fc.array(fc.integer({ min: 0, max: 5 }).map(wrkspc), { maxLength: 4 }),
  }),
  { maxLength: 6 },
)

/** The same rule, told another way: walk the grants once and keep the best so far. */
function reference(list: readonly Grant[]): { role: string | null; workspaces: 'all' | Set<string> } {
  const rank = { auditor: 1, helpdesk: 2, workspace_manager: 3, admin: 4 }
  let best = 0
  let role: string | null = null
  const managed = new Set<string>()
  for (const grant of list) {
    if (rank[grant.role] > best) [best, role] = [rank[grant.role], grant.role]
    if (grant.role === 'workspace_manager') for (const id of grant.workspaces) managed.add(id)
  }
  return { role, workspaces: role === null ? new Set() : role === 'workspace_manager' ? managed : 'all' }
}

describe('strongest', () => {
  test('agrees with the reference on any grants', () => {
    fc.assert(
      fc.property(grants, (list) => {
        const { role, workspaces } = strongest(list)
        const expected = reference(list)
        expect(role).toBe(expected.role)
        expect(workspaces === 'all' ? 'all' : new Set(workspaces)).toEqual(expected.workspaces)
      }),
      { numRuns: 5000 },
    )
  })

  test('does not depend on the order of grants', () => {
    fc.assert(
      fc.property(grants, (list) => {
        expect(strongest(list)).toEqual(strongest(list.toReversed()))
      }),
    )
  })
})

describe('configuration', () => {
  const ada = { id: 'person_1', email: 'ada@example.com', email_verified: true, groups: ['red'] }
  const policy = { groups: [{ group: 'red', role: 'auditor' as const }] }

  test('an admin by verified e-mail, and only by that', () => {
    const roles = (identity: typeof ada) =>
      grantsByConfiguration(identity, ['ada@example.com'], policy).map((g) => g.role)
    expect(roles(ada)).toEqual(['admin', 'auditor'])
    expect(roles({ ...ada, email_verified: false })).toEqual(['auditor'])
    expect(roles({ ...ada, email: 'ada@example.com.evil.com' })).toEqual(['auditor'])
    expect(roles({ ...ada, email: '' })).toEqual(['auditor'])
  })

  test('a group counts by its exact name', () => {
    for (const group of ['Red', 'red ', 'reds', '__proto__'])
      expect(grantsByConfiguration({ ...ada, groups: [group] }, [], policy)).toEqual([])
  })
})

describe('stored grants', () => {
  test('an unknown role or broken JSON gives no right', () => {
    expect(grantOf({ role: 'owner', workspaces: null })).toEqual([])
    expect(grantOf({ role: 'toString', workspaces: null })).toEqual([])
    expect(grantOf({ role: 'workspace_manager', workspaces: '{not json' })).toEqual([
      { role: 'workspace_manager', workspaces: [] },
    ])
  })

  test('a manager without named workspaces manages none, and ids of another shape are left out', () => {
    expect(strongest(grantOf({ role: 'workspace_manager', workspaces: null })).workspaces).toEqual([])
    const stored = JSON.stringify([wrkspc(1), '../users', 7, 'user_000000000001'])
    expect(grantOf({ role: 'workspace_manager', workspaces: stored })[0]?.workspaces).toEqual([wrkspc(1)])
  })

  test('a list of texts never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const entry of textList(text)) expect(typeof entry).toBe('string')
      }),
    )
  })
})
