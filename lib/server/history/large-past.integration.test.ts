import { expect, test } from 'vitest'
import { historyNouns } from '#lib/schemas/history.ts'
import { read } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { startHistory } from '#lib/server/testing/history.ts'
import { askAs } from '#lib/server/testing/portal.ts'
import { viewDifference, viewPast } from '#lib/server/views/history-reads.ts'

const seed = { members: 10_000, workspaces: 6, keys: 5_000, invites: 200 }

eachDatabase((name, __, place) => {
  test.skipIf(name === 'postgresql')(
    '10,000 members and 5,000 keys as they were, and what changed since, in well under a second',
    async () => {
      const history = await startHistory(await place(), { seed })
      try {
        await history.sweep()
        const from = new Date().toISOString()
        const [user] = await history.plainMembers()
        await history.door.post(`/users/${user.id}`, { role: 'developer' })
        await history.sweep()
        const to = new Date().toISOString()
        const ask = await askAs(history.portal.runtime, 'auditor')
        const took: Record<string, number> = {}
        for (const noun of historyNouns) {
          const beganMs = performance.now()
          const past = await ask(read(viewPast), { noun }, { query: `at=${from}` })
          took[noun] = Math.round(performance.now() - beganMs)
          expect(past.status).toBe(200)
        }
        const beganMs = performance.now()
        const { body } = await ask(read(viewDifference), { noun: 'members' }, { query: `from=${from}&to=${to}` })
        took['difference'] = Math.round(performance.now() - beganMs)
        expect(body).toMatchObject({ counts: { added: 0, removed: 0, changed: 1 } })
        console.info(JSON.stringify({ name, took }))
        // Far above what it takes, far below what somebody would notice on a busy machine.
        for (const ms of Object.values(took)) expect(ms).toBeLessThan(5_000)
      } finally {
        await history.close()
      }
    },
    60_000,
  )
})
