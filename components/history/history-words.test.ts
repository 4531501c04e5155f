import { expect, test } from 'vitest'
import { fieldWords } from './history-words.ts'

test('a membership is a role in its workspace, their number is not', () => {
  expect(fieldWords('workspaces.wrkspc_1', { wrkspc_1: 'Research' })).toBe('Role in Research')
  expect(fieldWords('workspaces', {})).toBe('Workspaces')
  expect(fieldWords('tags.team', {})).toBe('Tag team')
  expect(fieldWords('expires_at', {})).toBe('Expires at')
})
