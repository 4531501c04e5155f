import { expect, test } from 'vitest'
import type { JobRow, JobRowStatus, JobStatus } from '#lib/schemas/jobs.ts'
import type { KeyFate, ReportKey, StewardHoldings } from '#lib/schemas/offboarding.ts'
import { reportKeys, whatIsOpen, whatIsOpenInSteward, whatRemains } from './offboarding-report.ts'
import type { PresentFacts } from './offboarding-report.ts'

const ada = 'user_ada0000000'

function row(action: string, id: string, status: JobRowStatus = 'done', problem: string | null = null): JobRow {
  return {
    n: 1,
    line: null,
    action,
    label: id,
    target: { kind: action.split('.')[0] ?? '', id },
    workspace: action.startsWith('workspace') ? { id: 'wrkspc_0000000001', name: 'Lab' } : null,
    summary: `${action} ${id}`,
    fields: [],
    status,
    problem,
    not_before: null,
    when_member: null,
    event_id: null,
    proposal_id: null,
    done_at: null,
  }
}

function key(name: string, change: Partial<ReportKey> = {}): ReportKey {
  return {
    id: `apikey_${name}`,
    name,
    hint: null,
    workspace: 'Lab',
    kind: 'workspace',
    fate: 'lives' satisfies KeyFate,
    before: 'active',
    now: 'inactive',
    chosen: 'disable',
    ...change,
  }
}

const gone: PresentFacts = {
  key: () => null,
  member: () => false,
  invitePending: () => false,
  membership: () => false,
  missing: [],
}

type Job = Parameters<typeof whatIsOpen>[0]
const job = (status: JobStatus, rows: JobRow[]): Job => ({ job: { status } as Job['job'], rows })
const removal = row('member.remove', ada)

test('everything so, and the job over: nothing is open', () => {
  const rows = [row('key.disable', 'apikey_a'), row('invite.revoke', 'invite_1'), removal]
  expect(whatIsOpen(job('done', rows), [key('a')], gone)).toEqual([])
})

test('what counts is what is so, not what a row says', () => {
  const refused = row('key.disable', 'apikey_a', 'refused', 'The policy file protects it.')
  expect(whatIsOpen(job('done', [refused]), [key('a')], gone)).toEqual([])
  expect(whatIsOpen(job('done', [row('key.disable', 'apikey_a')]), [key('a', { now: 'active' })], gone)).toEqual([
    'The key a is still active.',
  ])
})

test('a key that was to be archived is open until it is, though it is off', () => {
  const failed = row('key.archive', 'apikey_a', 'failed', 'It failed.')
  const of = (now: string) => whatIsOpen(job('done', [failed]), [key('a', { chosen: 'archive', now })], gone)
  expect(of('inactive')).toEqual(['The key a was to be archived and is inactive. It failed.'])
  expect(of('expired')).toEqual(['The key a was to be archived and is expired. It failed.'])
  expect(of('active')).toEqual(['The key a is still active.'])
  expect(of('archived')).toEqual([])
})

test('each thing that is missing is one sentence', () => {
  const there: PresentFacts = {
    ...gone,
    member: () => true,
    invitePending: () => true,
    membership: () => true,
    missing: ['API keys'],
  }
  const rows = [
    row('invite.revoke', 'invite_1', 'failed', 'It failed.'),
    row('workspace_member.remove', ada),
    row('member.remove', ada, 'skipped', 'Row 1 was not done.'),
  ]
  const keys = [key('a', { now: null }), key('mine', { fate: 'ends', chosen: 'keep', now: 'active' })]
  expect(whatIsOpen(job('cancelling', rows), keys, there)).toEqual([
    'Steward has not read everything: API keys.',
    'The job is not over: it is cancelling.',
    'The key mine is still active.',
    'The key a cannot be found.',
    'Not so now: invite.revoke invite_1. It failed.',
    `Not so now: workspace_member.remove ${ada}. It was done, but the mirror does not show it yet.`,
    `Not so now: member.remove ${ada}. Row 1 was not done.`,
  ])
})

test('a personal key must only stop where the removal was part of the job', () => {
  const mine = key('mine', { fate: 'ends', chosen: 'keep', now: 'active' })
  expect(whatIsOpen(job('done', []), [mine], gone)).toEqual([])
  expect(whatIsOpen(job('done', [removal]), [mine], gone)).toEqual(['The key mine is still active.'])
})

test('what goes on working, what can be enabled again and what nobody sees remain', () => {
  const member = { id: ada, name: 'Ada', email: 'ada@example.com', role: 'developer', added_at: '' }
  const keys = [
    key('kept', { chosen: 'keep', now: 'active', hint: 'sk-...1234' }),
    key('off'),
    key('cc', { fate: 'should_end', chosen: 'keep', now: 'active' }),
    key('mine', { fate: 'ends', chosen: 'keep', now: 'archived' }),
  ]
  const remains = whatRemains({ member, rows: [removal], keys, now: gone })
  expect(remains.map(({ title, keys: names }) => [title, names])).toEqual([
    ['One key goes on working', ['kept (sk-...1234)']],
    ['One key is disabled, not archived', ['off']],
    ['Claude Code keys', ['cc']],
    ['Admin API keys they made', []],
    ['Where they are signed in', []],
  ])
  const still = whatRemains({
    member: { ...member, role: 'admin' },
    rows: [],
    keys: [],
    now: { ...gone, member: () => true },
  })
  expect(still[0]).toMatchObject({ title: 'ada@example.com is still a member', console: true })
})

test('a key that the job names though nothing of the past is known of it is told as it is now', () => {
  const now: PresentFacts = {
    ...gone,
    key: () => ({ name: 'x', hint: null, workspace: null, kind: 'workspace', status: 'active' }),
  }
  expect(reportKeys(null, [row('key.archive', 'apikey_x')], now)).toMatchObject([
    { id: 'apikey_x', before: 'unknown', now: 'active', chosen: 'archive' },
  ])
})

test('what still works in Steward is named to whom may see it, and only hinted at to others', () => {
  const held: StewardHoldings = {
    person: { id: 'prsn_1', name: 'Ada', email: 'ada@example.com', email_verified: true, last_seen_at: '' },
    portal_role: 'admin',
    grants: [{ id: 'g', role: 'admin', until: null }],
    groups: ['admins'],
    tokens: [{ id: 't', name: 'ci', role: 'admin', last_used_at: null }],
    sessions: 2,
    proposals: [{ id: 'p', summary: 'Disable a key' }],
    jobs: [{ id: 'j', title: 'Disable 2 keys', status: 'waiting' }],
  }
  expect(whatIsOpenInSteward([held], true)).toEqual([
    'In Steward, ada@example.com still has a grant of admin.',
    'In Steward, the token ci of ada@example.com still works.',
    'In Steward, ada@example.com is still signed in.',
    'In Steward, the job “Disable 2 keys” of ada@example.com is waiting.',
  ])
  expect(whatIsOpenInSteward([held], false)).toEqual(['Something in Steward itself still works with their address.'])
  const ended = { ...held, grants: [], tokens: [], sessions: 0, jobs: [] }
  for (const told of [true, false]) expect(whatIsOpenInSteward([ended], told)).toEqual([])
})
