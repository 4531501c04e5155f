import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { vias } from '#lib/schemas/person.ts'
import { auditResults } from '#lib/schemas/views.ts'
import {
  auditValues,
  formatAuditQuery,
  formatWords,
  momentOf,
  parseWords,
  parseAuditQuery,
  wholeLog,
  withAuditValues,
} from './audit-query.ts'

test('qualifiers and words are told apart', () => {
  expect(
    parseAuditQuery(
      'person:ada action:key.disable target:apikey_1 result:failed via:token workspace:wrkspc_1 job:job_1 after:2026-11-01 before:2026-11-24T10:00Z is:change "free words" lone',
    ),
  ).toEqual({
    person: ['ada'],
    action: ['key.disable'],
    target: ['apikey_1'],
    result: ['failed'],
    via: ['token'],
    workspace: ['wrkspc_1'],
    job: ['job_1'],
    after: '2026-11-01',
    before: '2026-11-24T10:00Z',
    changes: true,
    words: ['free words', 'lone'],
  })
})

test('a qualifier that appears twice widens, and a quoted value keeps its spaces', () => {
  expect(parseAuditQuery('person:"Ada Lovelace" person:bob person:bob').person).toEqual(['Ada Lovelace', 'bob'])
})

test('results are found by the word the page shows, too', () => {
  expect(parseAuditQuery('result:done').result).toEqual(['succeeded'])
})

test.each([
  'result:banana',
  'via:pigeon',
  'after:2026-02-30',
  'before:yesterday',
  'nothing:known',
  'is:new',
  'person:',
])('%s is no qualifier, so it is looked for as a word', (text) =>
  expect(parseAuditQuery(text)).toEqual({ ...wholeLog, words: [text] }),
)

test('a quote that is never closed ends with the text', () => {
  expect(parseAuditQuery('person:"Ada Love')).toEqual({ ...wholeLog, person: ['Ada Love'] })
})

test('a chip changes its own qualifier and leaves the rest', () => {
  const text = withAuditValues('person:ada invoice', 'result', ['failed', 'refused'])
  expect(text).toBe('person:ada result:failed result:refused invoice')
  expect(auditValues(text, 'result')).toEqual(['failed', 'refused'])
  expect(withAuditValues(text, 'result', [])).toBe('person:ada invoice')
  expect(withAuditValues('invoice', 'is', ['change'])).toBe('is:change invoice')
})

test('only days that exist are days', () => {
  expect(momentOf('2026-11-24')).toBe(Date.UTC(2026, 10, 24))
  expect(momentOf('2026-02-29')).toBeNull()
  expect(momentOf('2026-13-01')).toBeNull()
  expect(momentOf('2026-11-24T25:00Z')).toBeNull()
})

const names = ['person', 'action', 'target', 'result', 'via', 'workspace', 'after', 'before', 'is', 'other']
const values = fc.oneof(
  fc.string(),
  fc.constantFrom(
    ...auditResults,
    ...vias,
    'change',
    '2026-11-24',
    '2026-11-31',
    '"',
    '":"',
    'a b',
    '"a b"',
    'key.disable',
  ),
)
const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.oneof(
        fc.tuple(fc.constantFrom(...names), values).map(([name, value]) => `${name}:${value}`),
        values,
      ),
    )
    .map((pieces) => pieces.join(' ')),
)

test('any text can be read, and what is written for it reads the same', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const filter = parseAuditQuery(text)
      expect(parseAuditQuery(formatAuditQuery(filter))).toEqual(filter)
      expect(parseWords(formatWords(filter.words))).toEqual(filter.words)
    }),
    { numRuns: 2_000 },
  )
})

test('choosing in a chip is read back as chosen', () => {
  fc.assert(
    fc.property(texts, fc.subarray([...auditResults]), (text, chosen) => {
      expect(auditValues(withAuditValues(text, 'result', chosen), 'result')).toEqual(chosen)
    }),
  )
})
