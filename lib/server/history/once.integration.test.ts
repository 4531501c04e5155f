import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeMemberRole } from '#lib/server/actions/members.ts'
import { readCheckpoints } from '#lib/server/audit/checkpoint.ts'
import { entriesOf } from '#lib/server/audit/entries.ts'
import { verifyLog } from '#lib/server/audit/verify.ts'
import { write } from '#lib/server/http/route.ts'
import { placeMember } from '#lib/server/mirror/kinds.ts'
import { applyPage } from '#lib/server/mirror/write.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { startHistory } from '#lib/server/testing/history.ts'
import type { History } from '#lib/server/testing/history.ts'
import { noteChanges } from './note.ts'

eachDatabase((_, __, place) => {
  describe('each once', () => {
    let history: History
    beforeAll(async () => {
      history = await startHistory(await place())
      await history.sweep()
    })
    afterAll(() => history.close())

    test('a change outside and then ours on top are two, however late the sweep', async () => {
      const { act, door } = history
      const [user, other] = await history.plainMembers()
      await door.post(`/users/${user.id}`, { name: 'Renamed There' })
      await door.post(`/users/${other.id}`, { role: 'claude_code_user' })
      await act(write(changeMemberRole), { user_id: user.id }, 'POST', { role: 'developer' })
      await act(write(changeMemberRole), { user_id: other.id }, 'POST', { role: 'developer' })
      await history.sweep()
      const told = await history.told()
      expect(told.map(({ summary }) => summary).toSorted()).toEqual(
        [`Name of ${user.email} changed`, `${other.email} was changed from User to Claude Code user`].toSorted(),
      )
      // And what is ours taken back outside is a change of somebody else's again.
      await door.post(`/users/${user.id}`, { role: 'user' })
      await history.sweep()
      expect((await history.told()).map(({ summary }) => summary)).toEqual([
        `${user.email} was changed from Developer to User`,
      ])
    })

    test('told by one of many, and by the next when one dies between the sweep and the note', async () => {
      const { door, portal } = history
      const { database, audit } = portal.runtime
      const [user] = await history.plainMembers()
      const dying = { ...audit, noteFrom: () => Promise.reject(new Error('killed')) }
      await applyPage(database, [placeMember({ ...user, role: 'billing' })], Date.now())
      expect(await noteChanges({ database, audit: dying })).toMatchObject({
        noted: 0,
        failed: [{ entry: { id: user.id } }],
      })
      expect(await history.undecided()).toHaveLength(1)
      await Promise.all([1, 2, 3, 4].map(() => noteChanges({ database, audit })))
      await door.post(`/users/${user.id}`, { role: 'billing' })
      await history.sweep()
      const told = (await history.told()).filter(({ target_kind }) => target_kind === 'user')
      expect(told.map(({ summary }) => summary)).toEqual([`${user.email} was changed from User to Billing`])
      const { firstBad } = await verifyLog(entriesOf(database.db), readCheckpoints([], []))
      expect(firstBad).toBeNull()
    })

    test('one that cannot be told does not silence those behind it', async () => {
      const { database, audit } = history.portal.runtime
      const users = await history.plainMembers()
      let tries = 0
      const stumbling = {
        ...audit,
        noteFrom: (...told: Parameters<typeof audit.noteFrom>) =>
          ++tries === 1 ? Promise.reject(new Error('cannot be told')) : audit.noteFrom(...told),
      }
      for (const user of users) await applyPage(database, [placeMember({ ...user, role: 'billing' })], Date.now())
      const { noted, failed } = await noteChanges({ database, audit: stumbling })
      expect({ noted, failed: failed.length }).toEqual({ noted: 1, failed: 1 })
      expect(await history.told('outside.change')).toHaveLength(1)
      await history.sweep()
      expect(await history.undecided()).toEqual([])
      await history.told()
    })

    test('while one list cannot be read, what was read of the others is told', async () => {
      const { door, portal } = history
      const [user] = await history.plainMembers()
      await door.fault({ match: { method: 'GET', path: '/invites' }, status: 403, times: 50 })
      await door.post(`/users/${user.id}`, { role: 'developer' })
      await expect(history.sweep()).rejects.toThrow()
      expect((await history.told()).map(({ summary }) => summary)).toEqual([
        `${user.email} was changed from User to Developer`,
      ])
      await door.remove('/faults')
      await door.post(`/users/${user.id}`, { role: 'user' })
      await portal.runtime.mirror.refresh()
      await history.told()
    })

    test('a word that upstream or Steward learned is nobody’s change', async () => {
      const { db } = history.portal.runtime.database
      const [user] = await history.plainMembers()
      const { name: _, ...older } = user
      await db
        .updateTable('mirror_object')
        .set({ data: JSON.stringify(older), hash: 'of-an-older-version' })
        .where('kind', '=', 'user')
        .where('id', '=', user.id)
        .where('valid_to_ms', 'is', null)
        .execute()
      await history.sweep()
      expect(await history.told()).toEqual([])
      expect(await history.linesOf('nothing')).toHaveLength(1)
    })
  })
})
