import { execFileSync } from 'node:child_process'
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

test('75: a value with line breaks, fake JSON and escapes stays inside its own line', () => {
  const hostile = 'x\n{"level":60,"msg":"forged"}\r\u001b[31m\u2028'
  const script = `import { createLogger } from '#lib/server/log.ts'
    createLogger('info', []).info({ path: ${JSON.stringify(hostile)} }, ${JSON.stringify(hostile)})`
  const flags = ['--conditions=react-server', '--input-type=module-typescript', '-e', script]
  const output = execFileSync(process.execPath, flags, { encoding: 'utf8' })
  expect(output.trimEnd().split('\n')).toHaveLength(1)
  expect(output).not.toContain('\u001b')
  expect(JSON.parse(output)).toMatchObject({ path: hostile, msg: hostile })
})
