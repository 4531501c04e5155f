import { assert, constantFrom, property, record as recordOf } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { portalRoles, vias } from '#lib/schemas/person.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { ProposalRecord } from '#lib/server/store/schema.ts'
import { canCancel, canDecide, isOpen } from './decide.ts'

const workspaces = ['wrkspc_0123456789ab', 'wrkspc_ba9876543210'] as const

type Facts = { requester: { id: string; subject: string; email: string }; workspace: string | null; by: string }

function proposal({ requester, workspace, by }: Facts): ProposalRecord {
  return {
    id: 'proposal_0',
    requester_id: requester.id,
    requester: JSON.stringify({ ...requester, name: 'x', role: 'admin', issuer: 'i', token_id: null }),
    rule: JSON.stringify({ actions: ['*'], by, expires_hours: 72 }),
    workspace_id: workspace,
    status: 'waiting',
    expires_ms: 1,
  } as ProposalRecord
}

describe('canDecide', () => {
  test('says yes to a second, signed-in person whom the rule and the role allow, and to nobody else', () => {
    const people = ['a', 'b'].map((name) => ({ id: `person_${name}`, subject: name, email: `${name}@example.com` }))
    const maker = { id: 'person_m', subject: 'm', email: 'm@example.com' }
    const all = [...people, maker, { id: 'person_none', subject: 'n', email: '' }] as const
    const person = recordOf({
      self: constantFrom(...all),
      role: constantFrom(...portalRoles, null),
      scope: constantFrom(workspaces[0], workspaces[1]),
      via: constantFrom(...vias),
      requester: constantFrom(...all),
      maker: constantFrom(maker, null),
      workspace: constantFrom(...workspaces, null),
      by: constantFrom('admin', 'workspace_manager'),
    })
    assert(
      property(person, ({ self, role, scope, via, requester, maker: behind, workspace, by }) => {
        const who: Person = {
          id: self.id,
          name: '',
          email: self.email,
          role,
          workspaces: role === 'workspace_manager' ? [scope] : 'all',
          via,
        }
        const allowed =
          via === 'browser' &&
          self.id !== requester.id &&
          self.id !== behind?.id &&
          (role === 'admin' || (role === 'workspace_manager' && by === 'workspace_manager' && scope === workspace))
        const verdict = canDecide(
          { person: who, subject: self.subject },
          proposal({ requester, workspace, by }),
          behind,
        )
        expect(verdict.allowed).toBe(allowed)
        if (self.id === requester.id)
          expect(
            canCancel({ person: who, subject: self.subject }, proposal({ requester, workspace, by }), behind),
          ).toEqual({
            allowed: true,
          })
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('isOpen', () => {
  test.each([
    ['waiting', 10, true],
    ['waiting', 9, false],
    ['waiting', 5, false],
    ['executing', 10, false],
    ['done', 10, false],
    ['rejected', 10, false],
    ['cancelled', 10, false],
    ['expired', 10, false],
    ['stale', 10, false],
    ['something new', 10, false],
  ])('%s until %i is open at 9: %s', (status, expires_ms, open) => {
    expect(isOpen({ status, expires_ms }, 9).allowed).toBe(open)
  })
})
