import { writeFileSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { command, read } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { adminsApprove, decideAs, openApprovalHouse, proposeFor } from '#lib/server/testing/approvals.ts'
import type { ApprovalHouse } from '#lib/server/testing/approvals.ts'
import type { Ask } from '#lib/server/testing/portal.ts'
import { viewShell } from './reads.ts'
import { refreshMirror } from './refresh.ts'

let house: ApprovalHouse | null = null
afterEach(async () => {
  await house?.close()
  house = null
})

const look = (ask: Ask, etag?: string | null) =>
  ask(read(viewShell), {}, { headers: etag === undefined || etag === null ? {} : { 'if-none-match': etag } })

eachDatabase((_, __, place) => {
  test('the shell tells news by its ETag: banners come and go, proposals wait and are decided', async () => {
    house = await openApprovalHouse(await place())
    const { admin, secondAdmin, manager, helpdesk, door, runtime } = house
    const calm = await look(admin)
    expect(calm).toMatchObject({
      status: 200,
      body: { banners: [], waiting: { '/approvals': 0 }, complete: true, upstream_problem: null },
    })
    const etag = calm.headers.get('etag')
    expect((await look(admin, etag)).status).toBe(304)

    await door.fault({ match: { method: 'GET' }, times: 1000, status: 503 })
    const failed = await admin(command(refreshMirror), {}, { method: 'POST', body: {} })
    expect(failed).toMatchObject({
      status: 502,
      body: { error: { message: expect.stringMatching(/Nothing was changed/) as string } },
    })
    for (const ask of [admin, helpdesk])
      expect((await look(ask, etag)).body['banners']).toEqual([
        { tone: 'caution', text: expect.stringContaining('Steward shows the last known data') as string },
      ])
    await door.remove('/faults')
    await runtime.mirror.refresh()
    const again = await look(admin, etag)
    expect(again.status === 304 ? [] : again.body['banners']).toEqual([])

    const id = await proposeFor(house, manager)
    const waiting = await look(admin, again.headers.get('etag'))
    expect(waiting).toMatchObject({ status: 200, body: { waiting: { '/approvals': 1 } } })
    // Nobody decides their own, and the help desk decides nothing.
    for (const ask of [manager, helpdesk]) expect((await look(ask)).body['waiting']).toEqual({ '/approvals': 0 })
    await decideAs(secondAdmin, 'reject', id)
    const decided = await look(admin, waiting.headers.get('etag'))
    expect(decided).toMatchObject({ status: 200, body: { waiting: { '/approvals': 0 } } })
  })

  test('a policy file that changed for the worse is told to admins alone, and a freeze to everybody', async () => {
    house = await openApprovalHouse(await place())
    const { admin, helpdesk, runtime } = house
    const before = await look(helpdesk)
    expect(before.body['policy']).toMatchObject({ freeze: [] })
    const file = runtime.env.policyFile
    if (file === null) throw new Error('This portal has no policy file')
    const freeze = `freeze:\n  - { from: 2026-01-01T00:00:00Z, until: 2099-01-01T00:00:00Z, reason: Migration }\n`
    writeFileSync(file, `${adminsApprove}${freeze}`)
    await expect
      .poll(async () => (await look(helpdesk, before.headers.get('etag'))).body, { timeout: 8_000, interval: 250 })
      .toMatchObject({ policy: { freeze: [{ reason: 'Migration' }] } })

    writeFileSync(file, 'approvals: nonsense')
    await expect
      .poll(async () => (await look(admin)).body['banners'], { timeout: 8_000, interval: 250 })
      .toEqual([{ tone: 'caution', text: expect.stringContaining('The last good one stays in force') as string }])
    expect((await look(helpdesk)).body).toMatchObject({ banners: [], policy: { freeze: [{ reason: 'Migration' }] } })
  })
})
