import { expect, test } from 'vitest'
import type { ImportKind } from '#lib/schemas/jobs.ts'
import type { Person } from '#lib/schemas/person.ts'
import { Snapshot } from '#lib/server/mirror/snapshot.ts'
import type { SnapshotChange } from '#lib/server/mirror/snapshot.ts'
import { isBadTable, readTable } from './read-table.ts'
import { wishesOf } from './wishes.ts'

const person: Person = {
  id: 'p',
  name: 'Ada',
  email: 'ada@example.com',
  role: 'admin',
  workspaces: 'all',
  via: 'browser',
}
const id = (prefix: string, name: string) => `${prefix}_${name.padEnd(24, '0')}`

function put(kind: string, object: { id?: string; workspace_id?: string; user_id?: string }): SnapshotChange {
  return {
    kind,
    parent: object.workspace_id ?? '',
    id: object.id ?? object.user_id ?? '',
    data: JSON.stringify(object),
  }
}
const workspace = (name: string, called: string, archived_at: string | null = null) =>
  put('workspace', { id: id('wrkspc', name), name: called, created_at: '2026-01-01T00:00:00Z', archived_at } as object)
const key = (name: string, called: string, end: string, status = 'active') =>
  put('api_key', {
    id: id('apikey', name),
    name: called,
    status,
    created_at: '2026-01-01T00:00:00Z',
    partial_key_hint: `sk-ant-api03-R2D...${end}`,
    scope: { type: 'organization' },
  } as object)

const snapshot = Snapshot.empty().with(1, id('wrkspc', 'default'), [
  put('user', {
    id: id('user', 'bob'),
    email: 'Bob@example.com',
    role: 'user',
    added_at: '2026-01-01T00:00:00Z',
  } as object),
  put('invite', {
    id: id('invite', 'cy'),
    email: 'cy@example.com',
    role: 'user',
    status: 'pending',
    invited_at: '2026-01-01T00:00:00Z',
    expires_at: '2099-01-01T00:00:00Z',
  } as object),
  workspace('one', 'Research'),
  workspace('two', 'Twin'),
  workspace('three', 'Twin'),
  workspace('four', 'Odd: name'),
  workspace('five', 'Research', '2026-02-01T00:00:00Z'),
  put('workspace_member', {
    workspace_id: id('wrkspc', 'one'),
    user_id: id('user', 'bob'),
    type: 'workspace_member',
    workspace_role: 'workspace_user',
  } as object),
  key('a', 'ci', 'igAA'),
  key('b', 'twin', 'igBB'),
  key('c', 'twin', 'igCC'),
  key('d', 'old', 'igDD', 'archived'),
])

/** Each row as `line: what`; a change as its action and input, a row that cannot be understood as its problem. */
function read(kind: ImportKind, text: string): string[] {
  const table = readTable(kind, text)
  if (isBadTable(table)) throw new Error(table.problem)
  return wishesOf(kind, table, { snapshot, person, sees: () => true, nowMs: Date.now() }).map((wish) => {
    if ('problem' in wish) return `${wish.line}: ${wish.problem}`
    const { action, input, when_member, after } = wish.change
    const waits = [
      when_member === undefined ? '' : ` when ${when_member}`,
      after === undefined ? '' : ` after ${after}`,
    ]
    return `${wish.line}: ${action} ${Object.values(input).join(' ')}${waits.join('')}`
  })
}

test('invites: one row may want several workspaces, with the role after the last colon', () => {
  const rows = read(
    'invites',
    'email,role,workspaces\nNEW@example.com,Developer,Research; Odd: name: workspace_developer\nx@example.com,user,\n',
  )
  expect(rows).toEqual([
    '2: invite.create new@example.com developer',
    `2: workspace_member.add ${id('wrkspc', 'one')} workspace_user when new@example.com after 1`,
    `2: workspace_member.add ${id('wrkspc', 'four')} workspace_developer when new@example.com after 1`,
    '3: invite.create x@example.com user',
  ])
})

test('invites: what cannot be understood is said row by row', () => {
  const rows = read(
    'invites',
    'email,role,workspaces\nno,user,\n,user,\na@example.com,admin,\nb@example.com,user,Twin\nc@example.com,user,Nowhere\nd@example.com,user,Research:boss\ne@example.com,user,Research;Research\n',
  )
  expect(rows).toEqual([
    '2: This is not a valid e-mail address.',
    '3: The e-mail address is missing.',
    '4: This role cannot be given; it must be one of user, claude_code_user, developer, billing.',
    '5: 2 workspaces are called so; use the id.',
    '6: There is no such workspace, or you cannot see it.',
    '7: This role cannot be given; it must be one of workspace_user, workspace_restricted_developer, workspace_developer, workspace_admin.',
    '8: The same workspace is named twice.',
  ])
})

test('roles of members', () => {
  expect(read('member_roles', 'email,role\nbob@EXAMPLE.com,Claude Code user\nnobody@example.com,user\n')).toEqual([
    `2: member.change_role ${id('user', 'bob')} claude_code_user`,
    '3: Nobody with this address is a member.',
  ])
})

test('workspace members: add, change, remove, and wait for who is invited', () => {
  const lines = [
    `Odd: name,bob@example.com,workspace_user`,
    `Research,bob@example.com,workspace_developer`,
    `${id('wrkspc', 'one')},bob@example.com,`,
    'Research,bob@example.com,Remove',
    'Research,cy@example.com,workspace_user',
    'Research,cy@example.com,',
  ]
  expect(read('workspace_members', `workspace,email,workspace_role\n${lines.join('\n')}\n`)).toEqual([
    `2: workspace_member.add ${id('wrkspc', 'four')} ${id('user', 'bob')} workspace_user`,
    `3: workspace_member.change_role ${id('wrkspc', 'one')} ${id('user', 'bob')} workspace_developer`,
    `4: workspace_member.remove ${id('wrkspc', 'one')} ${id('user', 'bob')}`,
    `5: workspace_member.remove ${id('wrkspc', 'one')} ${id('user', 'bob')}`,
    `6: workspace_member.add ${id('wrkspc', 'one')} workspace_user when cy@example.com`,
    '7: Nobody with this address is a member.',
  ])
})

test('keys by id, by name and by their last characters', () => {
  const lines = [
    `${id('apikey', 'a')},inactive`,
    'ci,Disabled',
    '...igAA,archived',
    'igBB,active',
    'twin,inactive',
    'old,active',
    'gone,inactive',
    'AA,inactive',
    'ci,expired',
    ',active',
  ]
  expect(read('key_status', `key,status\n${lines.join('\n')}\n`)).toEqual([
    `2: key.disable ${id('apikey', 'a')} inactive`,
    `3: key.disable ${id('apikey', 'a')} inactive`,
    `4: key.archive ${id('apikey', 'a')} archived`,
    `5: key.enable ${id('apikey', 'b')} active`,
    '6: 2 keys are called so; use the id.',
    `7: key.enable ${id('apikey', 'd')} active`,
    '8: There is no such key, or you cannot see it.',
    '9: There is no such key, or you cannot see it.',
    '10: The status must be one of active, inactive, archived.',
    '11: The key is missing.',
  ])
})
