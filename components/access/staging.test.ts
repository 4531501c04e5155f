import { expect, test } from 'vitest'
import type { Person } from '#lib/schemas/person.ts'
import { copyAccess, removeEverywhere } from './bulk-staging.ts'
import { cellRefusal, choicesFor } from './cell-choices.ts'
import type { Judge } from './cell-choices.ts'
import { changesOf, stage, stagedLines, unstage } from './staging.ts'
import type { StagedChange } from './staging.ts'
import { testMatrix } from './test-matrix.ts'

const view = testMatrix()
const inLab = { user_id: 'user_dan', workspace_id: 'wrkspc_lab' }
const inProduction = { user_id: 'user_dan', workspace_id: 'wrkspc_prod' }
const add: StagedChange = { ...inLab, from: null, to: 'workspace_developer' }
const leave: StagedChange = { ...inProduction, from: 'workspace_user', to: null }

function judge(patch: Partial<Person> = {}): Judge {
  const person: Person = {
    id: 'person_1',
    name: 'Someone',
    email: 'someone@example.com',
    role: 'admin',
    workspaces: 'all',
    via: 'browser',
    ...patch,
  }
  return { person, refusal: (verdict) => (verdict.allowed ? null : verdict.reason) }
}

const memberOf = (name: string) => {
  const row = view.rows.find((one) => one.name === name)
  if (row === undefined) throw new Error(`No ${name}`)
  return row
}
const placeOf = (name: string) => {
  const workspace = view.workspaces.find((one) => one.name === name)
  if (workspace === undefined) throw new Error(`No ${name}`)
  return workspace
}

test('a later choice takes the place of an earlier one, and back to what is held drops it', () => {
  const twice = stage(stage([], [add, leave]), [{ ...add, to: 'workspace_user' }])
  expect(twice).toEqual([{ ...add, to: 'workspace_user' }, leave])
  expect(stage(twice, [{ ...add, to: null }])).toEqual([leave])
  expect(unstage(twice, [leave])).toHaveLength(1)
})

test('staged changes become changes of a job that expect the role as it was seen', () => {
  const raise: StagedChange = { ...inProduction, from: 'workspace_user', to: 'workspace_admin' }
  expect(changesOf([add, raise, leave])).toEqual([
    { action: 'workspace_member.add', input: { ...inLab, workspace_role: 'workspace_developer' } },
    {
      action: 'workspace_member.change_role',
      input: { ...inProduction, workspace_role: 'workspace_admin' },
      expects: { workspace_role: 'workspace_user' },
    },
    { action: 'workspace_member.remove', input: inProduction, expects: { workspace_role: 'workspace_user' } },
  ])
})

test('beside newer data: what came about by itself goes, what moved is told', () => {
  const [line] = stagedLines([{ ...leave, from: 'workspace_developer' }], view)
  expect(line?.moved).toEqual({ now: 'workspace_user' })
  expect(stagedLines([leave], view)[0]?.moved).toBeNull()
  expect(stagedLines([{ ...inProduction, from: null, to: 'workspace_user' }], view)).toEqual([])
  expect(stagedLines([{ ...add, user_id: 'user_gone' }], view)[0]?.member).toBeUndefined()
})

test('what is inherited, archived by policy, unread or of the default workspace cannot be edited, and says why', () => {
  expect(cellRefusal(judge(), memberOf('Ada'), placeOf('Lab'), 'workspace_admin')).toContain('admin of every workspace')
  expect(cellRefusal(judge(), memberOf('Dan'), placeOf('Default'), null)).toContain('no members of its own')
  expect(cellRefusal(judge(), memberOf('Dan'), { ...placeOf('Lab'), read: false }, null)).toContain('not been read yet')
  const frozen: Judge = { ...judge(), refusal: () => 'The policy file protects this workspace' }
  expect(cellRefusal(frozen, memberOf('Dan'), placeOf('Lab'), null)).toContain('protects')
  expect(cellRefusal(judge({ role: 'auditor' }), memberOf('Dan'), placeOf('Lab'), null)).not.toBeNull()
  expect(cellRefusal(judge({ email: '=dan@example.com' }), memberOf('Dan'), placeOf('Lab'), null)).toContain('your own')
  expect(cellRefusal(judge(), memberOf('Dan'), placeOf('Lab'), null)).toBeNull()
})

test('Billing, which is inherited, can be raised to workspace admin and to nothing else', () => {
  const choices = choicesFor(judge(), memberOf('Bea'), placeOf('Lab'), 'workspace_billing')
  expect(choices.filter(({ refusal }) => refusal === null).map(({ to }) => to)).toEqual(['workspace_admin'])
})

test('a help desk gives roles up to developer, and does not touch who is above', () => {
  const helpdesk = judge({ role: 'helpdesk' })
  const open = (from: string | null) =>
    choicesFor(helpdesk, memberOf('Dan'), placeOf('Lab'), from)
      .filter(({ to, refusal }) => to !== from && refusal === null)
      .map(({ to }) => to)
  expect(open(null)).toEqual(['workspace_user', 'workspace_restricted_developer', 'workspace_developer'])
  expect(open('workspace_admin')).toEqual([])
})

test('removing from all workspaces takes what was given and leaves what is inherited', () => {
  expect(removeEverywhere(judge(), memberOf('Dan'), view.workspaces).changes).toEqual([leave])
  expect(removeEverywhere(judge(), memberOf('Ada'), view.workspaces).changes).toEqual([])
  const refused = removeEverywhere(judge({ role: 'auditor' }), memberOf('Dan'), view.workspaces)
  expect(refused.changes).toEqual([])
  expect(refused.left_out.map(({ workspace }) => workspace.name)).toEqual(['Production'])
})

test('access is copied as the difference; exactly also takes away', () => {
  const [eve, dan] = [memberOf('Eve'), memberOf('Dan')]
  const given: StagedChange = { user_id: 'user_eve', workspace_id: 'wrkspc_prod', from: null, to: 'workspace_user' }
  expect(copyAccess(judge(), eve, dan, view.workspaces, false).changes).toEqual([given])
  const exact = copyAccess(judge(), dan, memberOf('Cleo'), view.workspaces, true)
  expect(exact.changes).toEqual([{ ...inProduction, from: 'workspace_user', to: 'workspace_developer' }])
  expect(copyAccess(judge(), dan, memberOf('Ada'), view.workspaces, false).changes).toEqual([])
  expect(copyAccess(judge(), dan, memberOf('Ada'), view.workspaces, true).changes).toEqual([])
})
