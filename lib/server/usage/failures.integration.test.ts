import { afterEach, expect, test } from 'vitest'
import { startEmulatorHost } from '#lib/emulator/host.ts'
import type { KeysView } from '#lib/schemas/views.ts'
import type { SpendView } from '#lib/schemas/usage.ts'
import { adminApi } from '#lib/server/admin-api/admin-api.ts'
import { createBudget } from '#lib/server/admin-api/budget.ts'
import type { Budget } from '#lib/server/admin-api/budget.ts'
import { createCaller } from '#lib/server/admin-api/client.ts'
import { createTransport } from '#lib/server/admin-api/transport.ts'
import { read } from '#lib/server/http/route.ts'
import { Secret } from '#lib/server/secret.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import { viewKeys } from '#lib/server/views/reads.ts'
import { viewSpend } from '#lib/server/views/usage-reads.ts'
import { createUsageReader } from './reader.ts'
import { createUsageSync } from './sync.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

let portal: Portal | null = null
afterEach(async () => {
  await portal?.close()
  portal = null
})

const messages = { method: 'GET', path: '/usage_report/messages' }
const isReport = ({ path }: { path: string }) => /usage_report|cost_report/.test(path)

function adminOf(url: string, key: Secret, budget: Budget, maxBytes = 10_000_000) {
  const transport = createTransport({ origin: new URL(url), key: () => key, maxBytes })
  return adminApi(createCaller({ transport, budget, random: () => 0 }), 'sync')
}

eachDatabase((_, open, place) => {
  test('a report that the key may not read is told, and stops neither the others nor the sweep', async () => {
    portal = await startTestPortal(await place(), { env: { usageReports: true } })
    const { door, runtime } = portal
    await door.fault({ match: messages, times: 1000, status: 403, message: 'Missing scope.' })
    await runtime.mirror.refresh()
    await runtime.usage.refresh()
    const ask = await askAs(runtime, 'admin')
    const keys = (await ask(read(viewKeys))).body as unknown as KeysView
    expect(keys.usage).toEqual({
      measured_until: null,
      complete: false,
      problem: 'Usage is not available with this admin key: Missing scope.',
    })
    expect(keys.rows.every((row) => row.use === 'not_measured' && row.cost_30d === null)).toBe(true)
    expect(keys.rows.flatMap((row) => row.findings)).not.toContain('stale')
    const spend = (await ask(read(viewSpend))).body as unknown as SpendView
    expect(spend.cost).toMatchObject({ complete: true, problem: null })
    expect(runtime.health().problem).toBeNull()
    const { requests } = (await door.get('/requests')) as { requests: { path: string }[] }
    expect(requests.filter(({ path }) => path.endsWith('/usage_report/messages')).length).toBe(2)
  })

  test('a report that fails lets the others go on, and is read where it was once it answers again', async () => {
    portal = await startTestPortal(await place())
    const { door, runtime } = portal
    let now = Date.now()
    const admin = adminOf(portal.emulator.url, portal.env.adminKey, runtime.budget)
    const sync = createUsageSync({ database: runtime.database, admin, now: () => now })
    await door.fault({ match: { method: 'GET', path: '/cost_report' }, times: 3, status: 500 })
    expect(await sync.step(600_000)).toBe(true)
    await expect(sync.step(600_000)).rejects.toThrow('status 500')
    while (await sync.step(600_000)) continue
    const reader = createUsageReader(runtime.database, null, () => now)
    expect((await reader.figures()).usage.complete).toBe(true)
    expect((await reader.figures()).cost).toMatchObject({ measured_until: null, problem: null })
    await door.remove('/requests')
    now += 61_000
    while (await sync.step(600_000)) continue
    expect((await reader.figures()).cost.complete).toBe(true)
    const { requests } = (await door.get('/requests')) as { requests: { path: string }[] }
    expect(requests.filter(isReport).length).toBe(1)
  })

  test('a report that goes on failing is told as a problem, and no longer once it is read', async () => {
    portal = await startTestPortal(await place())
    const { door, runtime } = portal
    let now = Date.now()
    const admin = adminOf(portal.emulator.url, portal.env.adminKey, runtime.budget)
    const reader = createUsageReader(runtime.database, null, () => now)
    const sync = createUsageSync({ database: runtime.database, admin, now: () => now })
    const cost = { method: 'GET', path: '/cost_report' }
    // One step asks three times.
    await door.fault({ match: cost, times: 9, status: 500 })
    const problems: (string | null)[] = []
    for (let turn = 0; turn < 3; turn += 1) {
      for (let worked = true; worked;) worked = await sync.step(600_000).catch(() => true)
      problems.push((await reader.figures()).cost.problem)
      now += 61_000
    }
    expect(problems).toEqual([null, null, expect.stringMatching(/^Cost cannot be read at present: .*500/)])
    now += 15 * 60_000
    while (await sync.step(600_000)) continue
    expect((await reader.figures()).cost).toMatchObject({ complete: true, problem: null })
  })

  test('the use of 24 hours is not told while the hours were not read, nor once they are old', async () => {
    portal = await startTestPortal(await place())
    const { door, runtime } = portal
    let now = Date.now()
    const admin = adminOf(portal.emulator.url, portal.env.adminKey, runtime.budget)
    const reader = createUsageReader(runtime.database, null, () => now)
    const sync = createUsageSync({ database: runtime.database, admin, now: () => now })
    // The hours come first, so they alone meet the refusal.
    await door.fault({ match: messages, times: 1, status: 403, message: 'No hours.' })
    while (await sync.step(600_000)) continue
    const without = await reader.figures()
    expect([without.usage.complete, without.hours.measured_until]).toEqual([true, null])
    expect(without.tokensOfKey('apikey_unused', 24)).toBeNull()
    now += 16 * 60_000
    while (await sync.step(600_000)) continue
    expect((await reader.figures()).tokensOfKey('apikey_unused', 24)).toBe(0)
    now += 2 * 3_600_000
    const later = await reader.figures()
    expect([later.usage.complete, later.tokensOfKey('apikey_unused', 24)]).toEqual([true, null])
  })

  test('an answer too large to read is asked for again in smaller parts', async () => {
    const key = 'sk-ant-admin01-large'
    const emulator = await startEmulatorHost({ worlds: [{ key, keys: 400 }], quotaPerMinute: 0 })
    try {
      const database = await open()
      const admin = adminOf(emulator.url, new Secret(key), createBudget(database, 100_000), 200_000)
      const sync = createUsageSync({ database, admin })
      let steps = 0
      while (await sync.step(60_000)) steps += 1
      const figures = await createUsageReader(database, null).figures()
      expect(figures.usage.complete).toBe(true)
      expect(steps).toBeGreaterThan(1 + 1 + 5 + 31)
    } finally {
      await emulator.close()
    }
  })

  test('switched off, nothing is asked for and the pages say why', async () => {
    portal = await startTestPortal(await place())
    await portal.runtime.mirror.refresh()
    await portal.runtime.usage.refresh()
    const ask = await askAs(portal.runtime, 'admin')
    const view = (await ask(read(viewSpend))).body as unknown as SpendView
    expect(view.cost.problem).toBe('Usage and cost are not read here (USAGE_REPORTS=0).')
    const { requests } = (await portal.door.get('/requests')) as { requests: { path: string }[] }
    expect(requests.filter(isReport)).toEqual([])
  })
})
