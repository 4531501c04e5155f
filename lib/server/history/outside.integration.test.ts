import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { startHistory } from '#lib/server/testing/history.ts'
import type { History } from '#lib/server/testing/history.ts'

eachDatabase((_, __, place) => {
  describe('what changed outside', () => {
    let history: History
    beforeAll(async () => {
      history = await startHistory(await place())
    })
    afterAll(() => history.close())

    test('the first pass finds no changes, and a pass without changes none either', async () => {
      await history.sweep()
      expect(await history.told()).toEqual([])
      const journal = await history.portal.runtime.database.db.selectFrom('mirror_change').selectAll().execute()
      expect(journal).toEqual([])
    })

    test('members: made, changed and removed in the Console, with before, after and the window', async () => {
      const { door, world } = history
      const [user, gone] = await history.plainMembers()
      const readMs = Date.now()
      await door.post(`/users/${user.id}`, { role: 'developer' })
      await door.remove(`/users/${gone.id}`)
      await door.post('/users', { email: 'Made.There@example.com', name: 'Made There', role: 'developer' })
      await history.sweep()
      const made = (await world()).users.find(({ email }) => email === 'Made.There@example.com')
      const told = await history.told()
      const outside = told.filter(({ action }) => action === 'outside.change')
      expect(outside.map(({ summary, before, after }) => ({ summary, before, after }))).toEqual(
        expect.arrayContaining([
          {
            summary: `${user.email} was changed from User to Developer`,
            before: user,
            after: { ...user, role: 'developer' },
          },
          {
            summary: `${gone.email} was removed from the organization`,
            before: gone,
            after: { id: gone.id, type: 'user_deleted' },
          },
          { summary: 'Made.There@example.com became a member as Developer', before: null, after: made },
        ]),
      )
      expect(outside).toHaveLength(3)
      // The memberships of whoever is gone went with them, and so did personal keys.
      for (const event of told.filter(({ action }) => action === 'outside.consequence'))
        expect(event.summary).toMatch(/because (the member|its owner) was removed from the organization$/)
      for (const { actor_name, via, evidence } of outside) {
        expect({ actor_name, via }).toEqual({ actor_name: 'outside Steward', via: 'upstream' })
        expect(Date.parse(evidence.since)).toBeLessThanOrEqual(readMs)
        expect(Date.parse(evidence.seen_at)).toBeGreaterThanOrEqual(readMs)
      }
    })

    test('invites, workspaces, their members, keys and the organization itself', async () => {
      const { door } = history
      const [user, other] = await history.plainMembers()
      const workspace = await history.workspace()
      const key = await history.activeKey()
      const { organization } = await history.world()
      await door.post('/invites', { email: 'asked.there@example.com', role: 'user' })
      await door.post('/workspaces', { name: 'Made There' })
      await door.post(`/workspaces/${workspace.id}/members`, {
        user_id: user.id,
        workspace_role: 'workspace_developer',
      })
      await door.post('/api_keys', { name: 'made-there' })
      await door.post(`/api_keys/${key.id}`, { status: 'inactive' })
      await door.post('/organization', { name: 'Renamed There' })
      await history.sweep()
      const lines = (await history.told('outside.change')).map(({ summary }) => summary)
      expect(lines.toSorted()).toEqual(
        [
          'asked.there@example.com was invited as User',
          'The workspace Made There was created',
          `${user.email} was added to ${workspace.name} as Workspace developer`,
          'The API key made-there was created',
          `The API key ${key.name} was disabled`,
          `The organization was renamed from ${organization.name} to Renamed There`,
        ].toSorted(),
      )
      await door.post(`/workspaces/${workspace.id}`, { name: 'Renamed Space' })
      await door.post(`/workspaces/${workspace.id}/members`, { user_id: user.id, workspace_role: 'workspace_admin' })
      await door.post(`/workspaces/${workspace.id}/members`, { user_id: other.id, workspace_role: 'workspace_user' })
      await history.sweep()
      await door.remove(`/workspaces/${workspace.id}/members/${other.id}`)
      await history.sweep()
      expect((await history.told('outside.change')).map(({ summary }) => summary)).toEqual([
        `The workspace ${workspace.name} was renamed to Renamed Space`,
        expect.stringContaining('Renamed Space'),
        expect.stringContaining('Renamed Space'),
        `${other.email} was removed from Renamed Space`,
      ])
    })
  })
})
