import { expect, test } from 'vitest'
import { withoutSecrets } from './log.ts'

test('loaded secrets and credential-like words never leave, wherever they stand', () => {
  const line = JSON.stringify({
    msg: 'failed with key hunter2hunter2',
    stack: 'sk-ant-admin01-abcDEF_123456',
    token: 'stw_abcdefghij',
  })
  const clean = withoutSecrets(line, ['hunter2hunter2'])
  expect(clean).not.toContain('hunter2')
  expect(clean).not.toContain('abcDEF')
  expect(clean).not.toContain('stw_abc')
  expect(JSON.parse(clean).msg).toBe('failed with key [secret]')
})

test('a secret with quotes is found in its escaped form too', () => {
  const secret = 'pass"word\\123'
  expect(withoutSecrets(JSON.stringify({ msg: secret }), [secret])).not.toContain('word')
})
