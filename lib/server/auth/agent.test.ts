import { expect, test } from 'vitest'
import { agentWords, cleanAgent } from './agent.ts'

const mozilla = 'Mozilla/5.0'
const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'

test.each([
  [
    `${mozilla} (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36`,
    'Chrome on Linux',
  ],
  [`${mozilla} (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0`, 'Firefox on Windows'],
  [`${mozilla} (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0`, 'Edge on Windows'],
  [`${mozilla} (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.0 Safari/605.1.15`, 'Safari on macOS'],
  [
    `${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webkit} Version/18.0 Mobile Safari/604.1`,
    'Safari on iPhone',
  ],
  [`${mozilla} (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36`, 'Chrome on Android'],
  ['curl/8.9', 'Unknown browser'],
])('%s is %s', (agent, words) => {
  expect(agentWords(cleanAgent(agent))).toBe(words)
})

test('what a browser says is cut and cleaned before it is stored', () => {
  expect(cleanAgent(null)).toBeNull()
  expect(cleanAgent('\u0000\r\n')).toBeNull()
  expect(cleanAgent('a\r\nSet-Cookie: x\u202eb')).toBe('a Set-Cookie: x b')
  expect(cleanAgent('x'.repeat(5000))).toHaveLength(300)
  expect(agentWords(null)).toBe('Unknown browser')
})
