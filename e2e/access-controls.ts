import type { Locator, Page } from '@playwright/test'
import { keyLabel } from '#components/keys/key-words.ts'
import { pagePaths } from '#lib/paths.ts'
import type { Power } from '#lib/rules/permissions.ts'
import type { Objects } from './access-objects.ts'
import { cellOf, openPage, openRowMenu } from './table.ts'

export type Control = { power: Power; page: Power; find: (page: Page, objects: Objects) => Promise<Locator> }

/** Where a person finds each power. `workspace` is the page of a workspace in everybody's sight. */
export function controls(workspace: { id: string; name: string }): readonly Control[] {
  const inWorkspace = async (page: Page) => openPage(page, pagePaths.workspace(workspace.id), workspace.name)
  const button = (power: Power, name: string): Control => ({
    power,
    page: 'workspaces.read',
    find: async (page) => {
      await inWorkspace(page)
      return page.getByRole('button', { name })
    },
  })
  const rowAct = (
    power: Power,
    reading: Power,
    act: string,
    at: (objects: Objects) => [string, string, string],
  ): Control => ({
    power,
    page: reading,
    find: async (page, objects) => {
      const [path, title, name] = at(objects)
      await openPage(page, path, title)
      await openRowMenu(page, name)
      return page.getByRole('menuitem', { name: act })
    },
  })
  const cell = (power: Power, reading: Power, at: (objects: Objects) => [string, string, string]): Control => ({
    power,
    page: reading,
    find: async (page, objects) => {
      const [path, title, name] = at(objects)
      await openPage(page, path, title)
      return cellOf(page, name)
    },
  })
  const keyPath = ({ key }: Objects) => `/keys?q=${key.id}`
  const memberPath = ({ joined }: Objects) => `/members?q=${joined.email}`
  return [
    {
      power: 'invites.create',
      page: 'invites.read',
      find: async (page) => {
        await openPage(page, pagePaths.invites(), 'Invites')
        return page.getByRole('button', { name: 'Invite people' })
      },
    },
    rowAct('invites.delete', 'invites.read', 'Revoke…', ({ invite }) => [
      `/invites?q=${invite.email}`,
      'Invites',
      invite.email,
    ]),
    cell('members.change_role', 'members.read', (own) => [memberPath(own), 'Members', `Role of ${own.joined.name}`]),
    rowAct('members.remove', 'members.read', 'Remove from organization…', (own) => [
      memberPath(own),
      'Members',
      own.joined.name,
    ]),
    {
      power: 'workspaces.create',
      page: 'workspaces.read',
      find: async (page) => {
        await openPage(page, pagePaths.workspaces(), 'Workspaces')
        return page.getByRole('button', { name: 'Create workspace' })
      },
    },
    button('workspaces.update', 'Edit…'),
    button('workspaces.archive', 'Archive…'),
    button('workspace_members.add', 'Add member'),
    cell('workspace_members.change_role', 'workspaces.read', ({ joined }) => [
      pagePaths.workspace(workspace.id),
      workspace.name,
      `Workspace role of ${joined.name}`,
    ]),
    {
      power: 'workspace_members.remove',
      page: 'workspaces.read',
      find: async (page, { joined }) => {
        await inWorkspace(page)
        return page.getByRole('button', { name: `Remove ${joined.name}` })
      },
    },
    cell('keys.rename', 'keys.read', (own) => [keyPath(own), 'API keys', `Name of ${keyLabel(own.key)}`]),
    cell('keys.change_status', 'keys.read', (own) => [keyPath(own), 'API keys', `Status of ${keyLabel(own.key)}`]),
    rowAct('keys.archive', 'keys.read', 'Archive…', (own) => [keyPath(own), 'API keys', keyLabel(own.key)]),
  ]
}
