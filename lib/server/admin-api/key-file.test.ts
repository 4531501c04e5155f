import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { Secret } from '#lib/server/secret.ts'
import { fingerprintOf, followKeyFile } from './key-file.ts'
import type { Renewal } from './key-file.ts'

const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0).toReversed()) end()
})

test('a renewal that could not be recorded is recorded later, in order, and nobody says that the old key is in use', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'steward-key-'))
  ends.push(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'admin_key')
  const keys = ['one', 'second', 'thirdly'].map((name) => new Secret(`sk-ant-admin01-${name}-of-the-tests`))
  const prints = keys.map(fingerprintOf)
  const [first = new Secret('')] = keys
  const put = (at: number) => writeFileSync(file, keys[at]?.reveal() ?? '')
  const recorded: Renewal[] = []
  const told: string[] = []
  let works = false
  put(0)
  const keyFile = followKeyFile({
    file,
    first,
    prove: async () => undefined,
    onChange: ({ after }) => void told.push(`in use ${after}`),
    record: async (renewal) => {
      if (!works) throw new Error('The database does not answer')
      recorded.push(renewal)
    },
    onUnrecorded: () => void told.push('unrecorded'),
    onProblem: (problem) => void told.push(problem),
  })
  ends.push(keyFile.stop)
  for (const at of [0, 1, 2]) {
    put(at)
    await keyFile.check()
  }
  expect(fingerprintOf(keyFile.current())).toBe(prints[2])
  expect(told).toEqual([`in use ${prints[1]}`, 'unrecorded', `in use ${prints[2]}`, 'unrecorded'])
  works = true
  await keyFile.check()
  await keyFile.check()
  expect(recorded).toEqual([
    { before: prints[0], after: prints[1] },
    { before: prints[1], after: prints[2] },
  ])
})
