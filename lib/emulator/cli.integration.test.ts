import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'

const script = new URL('../../scripts/emulator.ts', import.meta.url).pathname

function run(flags: readonly string[]) {
  return spawn(process.execPath, [script, '--port', '0', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
}

test('serves one world for every key, tells its address, and stops when asked', async () => {
  const child = run(['--key', 'key-one', '--key', 'key-two', '--members', '3', '--control'])
  const stopped = once(child, 'exit')
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? ''
  const organization = async (key: string) => {
    const headers = { 'x-api-key': key, 'anthropic-version': '2023-06-01' }
    const response = await fetch(`${url}/v1/organizations/me`, { headers })
    return ((await response.json()) as { id: string }).id
  }
  expect(await organization('key-one')).toMatch(/^[0-9a-f-]{36}$/)
  expect(await organization('key-one')).not.toBe(await organization('key-two'))
  child.kill('SIGTERM')
  expect(await stopped).toEqual([0, null])
})

test.each([
  [['--membrs', '3'], "Unknown option '--membrs'"],
  [['--members', 'many'], "--members must be a whole number from 0 to 100000, not 'many'"],
  [['--now', 'soon'], "--now must be a time like 2026-11-01T09:00:00Z, not 'soon'"],
  [['--key', 'a', '--key', 'a'], 'Every --key must be different'],
  [['--key', 'a', '--key', 'b', '--org-id', 'x'], '--org-id goes with a single --key'],
])('%j is refused with exit code 2', async (flags, message) => {
  const child = run(flags)
  const [errors, exit] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect(exit).toEqual([2, null])
  expect(errors).toContain(message)
})
