import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutSecret, namesOneKey } from './cut-secret.ts'

const key = 'sk-ant-api03-R2DkZ8f_x-0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-0igAA'

describe('cutSecret', () => {
  test.each([
    key,
    ` ${key}\n`,
    `ANTHROPIC_API_KEY="${key}"`,
    `x-api-key: ${key}`,
    `${key.slice(0, 40)}\n  ${key.slice(40)}`,
    `${key} is on the internet`,
    `sk-ant-admin01-${'x'.repeat(20)}igAA`,
    `sk-ant-oat01-${'x'.repeat(20)}igAA`,
  ])('a whole key keeps only its end: %j', (typed) => {
    expect(cutSecret(typed)).toEqual({ text: '...igAA', wasSecret: true })
  })

  test.each([
    '',
    'prod-backend',
    'sk-ant-',
    'sk-ant-api03-R2D...igAA',
    'sk-ant-api03-R2D…igAA',
    '...igAA',
    'apikey_01Rj2N8SVvo6BePZj99NhmiT',
  ])('everything else stays as it is: %j', (typed) =>
    expect(cutSecret(typed)).toEqual({ text: typed, wasSecret: false }),
  )

  const body = fc.stringMatching(/^[A-Za-z0-9_-]{17,120}$/)
  test('whatever surrounds it, no more than four characters of the secret part are left', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('api03-', 'admin01-', 'oat01-', ''),
        body,
        fc.string(),
        (before, kind, secret, after) => {
          const { text, wasSecret } = cutSecret(`${before} sk-ant-${kind}${secret} ${after}`)
          expect(wasSecret).toBe(true)
          expect(text.length).toBeLessThanOrEqual('...'.length + 4)
        },
      ),
    )
  })

  test('cutting twice changes nothing more', () => {
    fc.assert(
      fc.property(fc.string(), body, (before, secret) => {
        const once = cutSecret(`${before}sk-ant-${secret}`)
        expect(cutSecret(once.text)).toEqual({ text: once.text, wasSecret: false })
      }),
    )
  })
})

test('a hint, its end and an id name one key; a name does not', () => {
  expect(['...igAA', 'sk-ant-api03-R2D...igAA', 'apikey_01Rj2'].map(namesOneKey)).toEqual([true, true, true])
  expect(['prod', '', 'ada@example.com'].map(namesOneKey)).toEqual([false, false, false])
})
