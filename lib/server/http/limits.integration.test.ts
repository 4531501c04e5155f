import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { read } from '#lib/server/http/route.ts'
import { viewAudit } from '#lib/server/views/audit-reads.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

test('144: one who asks too much is told to wait, and nobody else notices', async () => {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'steward-limits-'))
  ends.push(() => rm(dataDir, { recursive: true }))
  const portal = await startTestPortal({ dataDir }, { env: { requestsPerPersonPerMinute: 20 } })
  ends.push(portal.close)
  const [greedy, other] = [await askAs(portal.runtime, 'auditor'), await askAs(portal.runtime, 'auditor')]
  const answers = []
  for (let request = 0; request < 25; request += 1) answers.push(await greedy(read(viewAudit)))
  expect(answers.map(({ status }) => status)).toEqual([...Array(20).fill(200), ...Array(5).fill(429)])
  const [refused] = answers.slice(20)
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(refused?.body).toMatchObject({
    error: { type: 'rate_limit_error', details: { error_code: 'too_many_requests' } },
  })
  expect((await other(read(viewAudit))).status).toBe(200)
})
