import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { mailBody } from './mail-body.ts'
import { messageOf } from './message.ts'
import type { Line } from './message.ts'
import { htmlText, oneLine, slackText } from './plain.ts'
import { slackBody } from './slack-body.ts'

const portal = new URL('https://steward.example.com')
const id = '00000000-0000-4000-8000-000000000000'

/** Names that would do something, in between any others. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(
      fc.constantFrom(
        '<!channel>',
        '<!here|all>',
        '<@U012AB3CD>',
        '<https://evil.example|Open in Steward>',
        'https://evil.example/',
        '[x](https://evil.example)',
        '@channel',
        '&lt;!channel&gt;',
        '\r\nBcc: everybody@example.com',
        '\n.\r\nMAIL FROM:<x@example.com>',
        '\u202egnp.exe',
        '</p><script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        '*bold* `code` ~gone~',
        '\u2028',
        '\u0000',
        '\ud800',
        ' ',
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
)
const line = fc.record<Line>({
  kind: fc.constantFrom('keys_expiring', 'outside_changes'),
  title: hostile,
  detail: hostile,
  path: fc.constantFrom('/keys?q=apikey_0123456789', '/audit'),
})
const lines = fc.array(line, { minLength: 1, maxLength: 45 })

test('what becomes one line has no line ends, controls or marks that turn direction, and is no longer than allowed', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 1, max: 200 }), (text, most) => {
      const plain = oneLine(text, most)
      expect(plain).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u)
      expect(plain.length).toBeLessThanOrEqual(most)
      expect(plain.isWellFormed()).toBe(true)
    }),
  )
})

/** As Slack shows it: only what stands between < and > is markup. */
const slackShows = (text: string) =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&').replaceAll('\u200b', '')

test('Slack shows a name as it is: nothing in it is markup, and it can be read back', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const name = oneLine(text).replaceAll('\u200b', '')
      const told = slackText(name)
      expect(told).not.toMatch(/[<>]/)
      expect(told.replaceAll(/&(amp|lt|gt);/g, '')).not.toContain('&')
      expect(slackShows(told)).toBe(name)
    }),
  )
})

test('the only links of a Slack message are ours, and it stays within what Slack takes', () => {
  fc.assert(
    fc.property(lines, hostile, (all, organization) => {
      const body = slackBody(id, messageOf(all, organization), portal)
      const texts = [
        body.text,
        ...body.blocks.flatMap((block) =>
          'text' in block ? [block.text.text] : block.elements.map(({ text }) => text),
        ),
      ]
      for (const markup of texts.join('\n').match(/<[^>]*>?/g) ?? [])
        expect(markup).toMatch(/^<https:\/\/steward\.example\.com\/[\w?=/-]*\|(Open in Steward|open the overview)>$/)
      for (const text of texts) {
        expect(text).not.toMatch(/(^|\s)@(channel|here|all)/)
        expect(text.length).toBeLessThanOrEqual(3_000)
      }
      expect(body.blocks.length).toBeLessThanOrEqual(50)
      const [header] = body.blocks
      expect(header !== undefined && 'text' in header ? header.text.text.length : 0).toBeLessThanOrEqual(150)
    }),
  )
})

test('HTML shows a name as it is', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const told = htmlText(text)
      expect(told).not.toMatch(/[<>"']/)
      const shown = told
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&#39;', "'")
        .replaceAll('&amp;', '&')
      expect(shown).toBe(text)
    }),
  )
})

test('a mail has the tags it always has, links only to the portal, and a subject of one line', () => {
  const shape = (html: string) => (html.match(/<[^>]*>/g) ?? []).join('')
  fc.assert(
    fc.property(lines, hostile, (all, organization) => {
      const { subject, html, text } = mailBody(id, messageOf(all, organization), portal)
      const tame = all.map((each) => ({ ...each, title: 'a', detail: 'b' }))
      expect(shape(html)).toBe(shape(mailBody(id, messageOf(tame, 'c'), portal).html))
      expect(subject).not.toMatch(/[\p{Cc}\u2028\u2029]/u)
      const titles = messageOf(all, organization).lines.map(({ title }) => title)
      expect(text.split('\n').filter((each) => titles.includes(each)).length).toBeGreaterThanOrEqual(titles.length)
    }),
  )
})

test('twenty lines and the number of the rest', () => {
  const all = Array.from({ length: 400 }, (_, at): Line => ({
    kind: 'keys_expiring',
    title: `key ${at}`,
    detail: '',
    path: '/keys',
  }))
  const message = messageOf(all, 'Acme')
  expect(message).toMatchObject({ more: 380, subject: '400 API keys expire soon' })
  expect(message.lines).toHaveLength(20)
  const body = slackBody(id, message, portal)
  expect(body.blocks).toHaveLength(23)
  expect(JSON.stringify(body)).toContain('and 380 more')
  expect(mailBody(id, message, portal).text).toContain('and 380 more')
})

test('a subject counts what there is of each kind', () => {
  const of = (kind: Line['kind'], title: string = kind): Line => ({ kind, title, detail: '', path: '/' })
  const mixed = [
    of('outside_changes'),
    of('keys_expiring'),
    of('keys_expiring'),
    of('proposals_waiting'),
    of('invites_expiring'),
  ]
  expect(messageOf(mixed, '').subject).toBe(
    '2 API keys expire soon, 1 invite expires soon, 1 proposal waits for a decision, 1 change was made outside Steward',
  )
  expect(messageOf([of('keys_expiring', 'API key “a\r\nb” expires')], '').subject).toBe('API key “a b” expires')
})
