import { expect, test } from 'vitest'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { personFromRequest } from './person.ts'
import { requestWith, signedInPerson, testPortal } from './test-portal.ts'

const minute = 60_000

eachDatabase((_name, open) => {
  test('9: a tab that only looks for news by itself does not keep it alive', async () => {
    const portal = testPortal(await open())
    const { cookie } = await signedInPerson(portal, { subject: 'ada' })
    const look = (headers: Record<string, string> = {}) =>
      personFromRequest(portal.parts, requestWith({ cookie, ...headers }))
    const byItself = { 'x-portal-background': '1' }
    for (let looks = 0; looks < 29; looks += 1) {
      portal.clock.nowMs += minute / 2
      expect(await look(byItself)).not.toBeNull()
    }
    portal.clock.nowMs += minute / 2
    expect(await look()).not.toBeNull()
    for (let looks = 0; looks < 30; looks += 1) {
      portal.clock.nowMs += minute / 2
      expect(await look(byItself)).not.toBeNull()
    }
    portal.clock.nowMs += minute / 2
    expect(await look(byItself)).toBeNull()
    expect(await look()).toBeNull()
  })

  test('52: a group taken away at the provider is gone with the next sign-in, after 12 hours at most', async () => {
    const portal = testPortal(await open())
    portal.policy.groups = [{ group: 'red', role: 'admin' }]
    const before = await signedInPerson(portal, { subject: 'ada', groups: ['red'] })
    const role = async (cookie: string) =>
      (await personFromRequest(portal.parts, requestWith({ cookie })))?.person.role ?? null
    for (let step = 0; step < 72; step += 1) {
      portal.clock.nowMs += 10 * minute
      expect(await role(before.cookie)).toBe('admin')
    }
    portal.clock.nowMs += 1
    expect(await role(before.cookie), 'the stated maximum').toBeNull()
    const after = await signedInPerson(portal, { subject: 'ada', groups: [] })
    expect(await personFromRequest(portal.parts, requestWith({ cookie: after.cookie }))).not.toBeNull()
    expect(await role(after.cookie)).toBeNull()
  })

  test('52: signing in again takes a group away from every browser of the person at once', async () => {
    const portal = testPortal(await open())
    portal.policy.groups = [{ group: 'red', role: 'admin' }]
    const old = await signedInPerson(portal, { subject: 'ada', groups: ['red'] })
    await signedInPerson(portal, { subject: 'ada', groups: [] })
    const asked = await personFromRequest(portal.parts, requestWith({ cookie: old.cookie }))
    expect(asked?.person.role).toBeNull()
  })
})
