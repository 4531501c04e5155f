import { expect, test } from 'vitest'
import type { Person } from '#lib/schemas/person.ts'
import type { ProposalRow, View } from '#lib/schemas/views.ts'
import { approvalTabOf, firstProposals, rowsOfTab } from './approval-tab-rules.ts'

const no = { allowed: false, reason: 'no' } as const

function row(id: string, facts: Partial<ProposalRow>): ProposalRow {
  return {
    id,
    status: 'waiting',
    action: 'key.archive',
    summary: `Archive ${id}`,
    target_kind: 'api_key',
    target_id: null,
    workspace: null,
    requester: { id: 'person_a', name: 'a@example.com', role: 'admin' },
    mine: false,
    reason: null,
    before: null,
    params: {},
    stale: false,
    rule_actions: ['key.archive'],
    decided_by: 'admin',
    decide: no,
    created_at: '2026-11-24T00:00:00Z',
    expires_at: '2026-11-27T00:00:00Z',
    decided_at: null,
    decider: null,
    comment: null,
    problem: null,
    event_id: null,
    ...facts,
  }
}

const person: Person = { id: 'p', name: 'p', email: '', role: 'admin', workspaces: 'all', via: 'browser' }

test('the inbox holds what waits for this person, mine what they asked for, the history everything', () => {
  const rows = [
    row('for_me', { decide: { allowed: true } }),
    row('for_others', {}),
    row('mine', { mine: true, decide: no }),
    row('over', { status: 'done', decide: no }),
  ]
  expect(rowsOfTab('inbox', rows).map(({ id }) => id)).toEqual(['for_me'])
  expect(rowsOfTab('mine', rows).map(({ id }) => id)).toEqual(['mine'])
  expect(rowsOfTab('history', rows)).toHaveLength(4)
})

test('without a tab in the address the page opens where the person has something to do', () => {
  expect(approvalTabOf('mine', person)).toBe('mine')
  expect(approvalTabOf('else', person)).toBe('inbox')
  expect(approvalTabOf(null, { ...person, role: 'workspace_manager' })).toBe('inbox')
  expect(approvalTabOf(null, { ...person, role: 'helpdesk' })).toBe('mine')
  expect(approvalTabOf(null, { ...person, role: 'auditor' })).toBe('history')
})

test('the page brings the first rows of its tab and tells how many there are', () => {
  const rows = Array.from({ length: 300 }, (_, at) => row(`${at}`, { mine: at % 2 === 0 }))
  const view: View<ProposalRow> = {
    rows,
    total: 300,
    revision: 'r',
    synced_at: null,
    complete: true,
    missing: [],
    upstream_problem: null,
  }
  const first = firstProposals(view, { tab: 'mine' }, person)
  expect(first.matching).toBe(150)
  expect(first.view.rows).toHaveLength(100)
  expect(first.view.rows.every(({ mine }) => mine)).toBe(true)
  expect(first.view.total).toBe(300)
  expect(firstProposals({ ...view, rows: rows.slice(0, 9), total: 9 }, {}, person).view.rows).toHaveLength(9)
})
