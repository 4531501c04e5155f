import { expect, test } from 'vitest'
import { workspaceTabAddress, workspaceTabOf, workspaceTabs } from './workspace-tab-rules.ts'

test('the address of each tab asks for that tab', () => {
  for (const tab of workspaceTabs) {
    const address = new URL(workspaceTabAddress('/workspaces/w', tab), 'http://localhost')
    expect(workspaceTabOf(address.searchParams.get('tab'))).toBe(tab)
  }
})

test('whatever else is asked for shows the members', () => {
  expect([null, '', 'Keys', 'toString'].map(workspaceTabOf)).toEqual(['members', 'members', 'members', 'members'])
})
