import { expect, test } from 'vitest'
import { lossWords } from './removal-words.ts'

const ada = { name: 'Ada', email: 'ada@example.com', every_workspace: null }
const held = (id: string) => ({ id, name: id, workspace_role: 'workspace_user' })

test('what somebody loses names workspaces only when they are in one', () => {
  expect(lossWords({ ...ada, workspaces: [] })).toBe('Ada loses access to the organization at once.')
  expect(lossWords({ ...ada, workspaces: [held('a')] })).toBe(
    'Ada loses access to the organization and to 1 workspace at once.',
  )
  expect(lossWords({ ...ada, name: '', workspaces: [held('a'), held('b')] })).toBe(
    'ada@example.com loses access to the organization and to 2 workspaces at once.',
  )
  expect(lossWords({ ...ada, every_workspace: 'workspace_admin', workspaces: [] })).toBe(
    'Ada loses access to the organization and to every workspace at once.',
  )
})
