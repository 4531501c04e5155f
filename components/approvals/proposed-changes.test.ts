import { assert, constantFrom, jsonValue, property } from 'fast-check'
import { expect, test } from 'vitest'
import { actionNames } from '#lib/schemas/action-names.ts'
import { proposedChanges } from './proposed-changes.ts'

test('only what would change is told, with the address left out', () => {
  const before = { id: 'apikey_1', name: 'ci', status: 'active', scope: { type: 'workspace', workspace_id: 'w' } }
  const params = { api_key_id: 'apikey_1', status: 'archived' }
  expect(proposedChanges({ action: 'key.archive', before, params })).toEqual([
    { field: 'status', before: 'active', after: 'archived' },
  ])
})

test('tags merge: one is added, one changed, one taken away, one stays', () => {
  const before = { id: 'w', tags: { team: 'ml', env: 'dev', stays: 'yes' } }
  const params = { workspace_id: 'w', tags: { team: null, env: 'prod', cost: '7' } }
  expect(proposedChanges({ action: 'workspace.tag', before, params })).toEqual([
    { field: 'tags.team', before: 'ml', after: null },
    { field: 'tags.env', before: 'dev', after: 'prod' },
    { field: 'tags.cost', before: null, after: '7' },
  ])
})

test('what is removed loses every field, what is made has only those asked for', () => {
  const member = { id: 'user_1', email: 'a@example.com' }
  expect(proposedChanges({ action: 'member.remove', before: member, params: { user_id: 'user_1' } })).toEqual([
    { field: 'id', before: 'user_1', after: null },
    { field: 'email', before: 'a@example.com', after: null },
  ])
  const params = { workspace_id: 'w', user_id: 'user_1', workspace_role: 'workspace_user' }
  expect(proposedChanges({ action: 'workspace_member.add', before: null, params })).toHaveLength(3)
})

test('archiving a workspace and replacing an invite tell what happens although nobody wrote it', () => {
  const workspace = { id: 'w', name: 'Lab', archived_at: null }
  expect(proposedChanges({ action: 'workspace.archive', before: workspace, params: { workspace_id: 'w' } })).toEqual([
    { field: 'archived_at', before: 'null', after: 'the moment of the approval' },
  ])
  const invite = { id: 'invite_1', role: 'user', expires_at: '2026-12-01T00:00:00Z' }
  const resent = proposedChanges({
    action: 'invite.change_role',
    before: invite,
    params: { invite_id: 'i', role: 'developer' },
  })
  expect(resent.map(({ field }) => field)).toEqual(['id', 'role', 'expires_at'])
})

test('no content of a proposal breaks the telling of it', () => {
  assert(
    property(constantFrom(...actionNames), jsonValue(), jsonValue(), (action, before, params) => {
      expect(proposedChanges({ action, before, params }).every((change) => change.before !== change.after)).toBe(true)
    }),
  )
})
