import { expect, test } from 'vitest'
import { campaignChanges, inviteChanges, keyChanges, memberRoleChanges, workspaceAdditions } from './bulk-changes.ts'

const now = Date.UTC(2026, 10, 24, 12)

test('a campaign disables a key now and archives it later, only if that was done and it is still off', () => {
  expect(
    campaignChanges(
      [
        { id: 'apikey_1', status: 'active' },
        { id: 'apikey_2', status: 'active' },
      ],
      14,
      now,
    ),
  ).toEqual([
    { action: 'key.disable', input: { api_key_id: 'apikey_1', status: 'inactive' } },
    {
      action: 'key.archive',
      input: { api_key_id: 'apikey_1', status: 'archived' },
      not_before: '2026-12-08T12:00:00.000Z',
      after: 1,
      expects: { status: 'inactive' },
    },
    { action: 'key.disable', input: { api_key_id: 'apikey_2', status: 'inactive' } },
    {
      action: 'key.archive',
      input: { api_key_id: 'apikey_2', status: 'archived' },
      not_before: '2026-12-08T12:00:00.000Z',
      after: 3,
      expects: { status: 'inactive' },
    },
  ])
})

test('what is off already is only archived, and an expired key is held to no status', () => {
  const [off, expired] = campaignChanges(
    [
      { id: 'apikey_1', status: 'inactive' },
      { id: 'apikey_2', status: 'expired' },
    ],
    1,
    now,
  )
  expect(off).toEqual({
    action: 'key.archive',
    input: { api_key_id: 'apikey_1', status: 'archived' },
    not_before: '2026-11-25T12:00:00.000Z',
    expects: { status: 'inactive' },
  })
  expect(expired).toEqual({
    action: 'key.archive',
    input: { api_key_id: 'apikey_2', status: 'archived' },
    not_before: '2026-11-25T12:00:00.000Z',
  })
})

test('who is in a workspace already gets another role there instead of a second membership', () => {
  const member = { id: 'user_1', workspaces: [{ id: 'wrkspc_a', workspace_role: 'workspace_user' }] }
  expect(workspaceAdditions([member], ['wrkspc_a', 'wrkspc_b'], 'workspace_developer')).toEqual([
    {
      action: 'workspace_member.change_role',
      input: { workspace_id: 'wrkspc_a', user_id: 'user_1', workspace_role: 'workspace_developer' },
    },
    {
      action: 'workspace_member.add',
      input: { workspace_id: 'wrkspc_b', user_id: 'user_1', workspace_role: 'workspace_developer' },
    },
  ])
})

test('the other selections are one change a row', () => {
  expect(memberRoleChanges([{ id: 'user_1' }, { id: 'user_2' }], 'developer')).toEqual([
    { action: 'member.change_role', input: { user_id: 'user_1', role: 'developer' } },
    { action: 'member.change_role', input: { user_id: 'user_2', role: 'developer' } },
  ])
  expect(keyChanges('key.enable', [{ id: 'apikey_1' }])).toEqual([
    { action: 'key.enable', input: { api_key_id: 'apikey_1', status: 'active' } },
  ])
  expect(inviteChanges('invite.resend', [{ id: 'invite_1' }])).toEqual([
    { action: 'invite.resend', input: { invite_id: 'invite_1' } },
  ])
  expect(inviteChanges('invite.change_role', [{ id: 'invite_1' }], 'user')).toEqual([
    { action: 'invite.change_role', input: { invite_id: 'invite_1', role: 'user' } },
  ])
})
