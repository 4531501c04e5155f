import { expect, test } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { startTestPortal } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import { freshnessOf } from './read.ts'

const everything = ['organization', 'workspace', 'user', 'invite', 'api_key', 'workspace_member'] as const

/** Most requests that reached upstream in any sixty seconds, by upstream's own log. */
function busiestMinute(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b)
  return Math.max(0, ...sorted.map((start, index) => sorted.findLastIndex((at) => at < start + 60_000) - index + 1))
}

/** The real quota on the default database; a wider one on the other, where only the waiting would differ. */
const quotas = { sqlite: 100, postgresql: 600 }

eachDatabase((name, _, place) => {
  test(
    '10,000 members, 10,000 keys, 100 workspaces behind 200 ms and the quota: soon usable, whole at last, never above it',
    { timeout: 300_000 },
    async () => {
      const startedMs = Date.now()
      const portal = await startTestPortal(await place(), {
        seed: { members: 10_000, keys: 10_000, workspaces: 100, invites: 40 },
        latencyMs: 200,
        quota: quotas[name],
        requestsPerMinute: quotas[name],
      })
      try {
        const { mirror } = portal.runtime
        const usableMs = await until(async () => (await mirror.snapshot()).list('user').length > 0, startedMs)
        const peopleMs = await until(async () => {
          const { complete } = freshnessOf(
            ['user', 'api_key', 'workspace'],
            await mirror.snapshot(),
            await mirror.progress(),
            null,
          )
          return complete
        }, startedMs)
        const wholeMs = await until(async () => {
          mirror.looked()
          return freshnessOf(everything, await mirror.snapshot(), await mirror.progress(), null).complete
        }, startedMs)
        const [snapshot, world] = [await mirror.snapshot(), await worldOf(portal.door)]
        expect(snapshot.list('user')).toHaveLength(world.users.length)
        expect(snapshot.list('api_key')).toHaveLength(world.api_keys.length)
        expect(snapshot.list('workspace')).toHaveLength(world.workspaces.length)
        const living = new Set(
          world.workspaces.filter((workspace) => workspace.archived_at === null).map(({ id }) => id),
        )
        expect(snapshot.list('workspace_member').filter((row) => living.has(row.workspace_id))).toHaveLength(
          world.workspace_members.filter((row) => living.has(row.workspace_id)).length,
        )
        const requests = await portal.door.requests()
        expect(requests.filter((request) => request.status === 429)).toEqual([])
        expect(busiestMinute(requests.map((request) => Date.parse(request.at)))).toBeLessThanOrEqual(quotas[name])
        process.stdout.write(
          `first rows ${usableMs} ms, members and keys whole ${peopleMs} ms, everything ${wholeMs} ms, ${requests.length} requests\n`,
        )
      } finally {
        await portal.close()
      }
    },
  )
})

async function until(reached: () => Promise<boolean>, startedMs: number): Promise<number> {
  while (!(await reached())) {
    if (Date.now() - startedMs > 280_000) throw new Error('Not reached in time')
    await sleep(50)
  }
  return Date.now() - startedMs
}
