import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isMailAddress } from '#lib/schemas/mail-address.ts'
import { inviteEmail } from '#lib/schemas/invites.ts'
import { checkInvitees, countsOf } from './check-invitees.ts'
import type { Known } from './check-invitees.ts'
import { parseInvitees } from './parse-invitees.ts'

const read = (text: string) =>
  parseInvitees(text).map(({ email, role }) => (role === null ? email : `${email} | ${role}`))

describe('parseInvitees', () => {
  test.each([
    ['one a line', 'a@x.com\nb@x.com\r\nc@x.com\rd@x.com', ['a@x.com', 'b@x.com', 'c@x.com', 'd@x.com']],
    [
      'commas, semicolons, tabs, blanks',
      'a@x.com, b@x.com; c@x.com\td@x.com e@x.com',
      ['a', 'b', 'c', 'd', 'e'].map((n) => `${n}@x.com`),
    ],
    [
      'a role behind each',
      'a@x.com,developer\nb@x.com\tClaude Code user\nc@x.com billing',
      ['a@x.com | developer', 'b@x.com | claude code user', 'c@x.com | billing'],
    ],
    [
      'names in front of brackets',
      'Jane Doe <Jane@X.com>, "Doe, John" <john@x.com>; <k@x.com>',
      ['jane@x.com', 'john@x.com', 'k@x.com'],
    ],
    ['a role behind brackets', 'Jane <jane@x.com>, user', ['jane@x.com | user']],
    ['a quoted CSV with a header', '\ufeff"Email","Role"\n"a@x.com","developer"\n', ['a@x.com | developer']],
    ['a name column in front', 'Name,E-mail,Role\nJane Doe,jane@x.com,user', ['jane@x.com | user']],
    ['an empty second cell', 'a@x.com,\nb@x.com,,', ['a@x.com', 'b@x.com']],
    ['what follows an empty cell is no role', 'a@x.com,developer,Jane Doe', ['a@x.com | developer']],
    ['a quote that never closes', '"a@x.com\nb@x.com', ['"a@x.com', 'b@x.com']],
    ['a line without an address', 'a@x.com\nnobody\n', ['a@x.com', 'nobody']],
    ['a header word that is no header', 'a@x.com\nrole', ['a@x.com', 'role']],
    ['zero-width characters', 'a@x\u200b.com\u200f', ['a@x.com']],
    ['nothing', ' \n,;\t\n""', []],
  ])('%s', (_, text, expected) => expect(read(text)).toEqual(expected))

  test('a misspelt role is kept, never dropped', () => {
    expect(read('a@x.com, develper')).toEqual(['a@x.com | develper'])
  })

  const address = fc
    .tuple(fc.stringMatching(/^[a-z0-9.+_-]{1,20}$/), fc.stringMatching(/^[a-z0-9]{1,12}$/))
    .map(([local, domain]) => `${local}@${domain}.example`)
  const separator = fc.constantFrom(',', ';', '\t', '\n', '\r\n', ', ', '\n\n', ' ; ')

  test('finds every address again, however they are parted and dressed', () => {
    const dressed = (email: string) =>
      fc.constantFrom(
        email,
        `<${email}>`,
        `"${email}"`,
        `Some One <${email}>`,
        `"One, Some" <${email}>`,
        email.toUpperCase(),
      )
    const list = fc.array(
      fc.tuple(
        address.chain((email) => dressed(email).map((text) => ({ email, text }))),
        separator,
      ),
    )
    fc.assert(
      fc.property(list, (entries) => {
        const text = entries.map(([{ text }, between]) => text + between).join('')
        expect(parseInvitees(text).map(({ email }) => email)).toEqual(entries.map(([{ email }]) => email))
      }),
    )
  })

  test('any text at all: ends, keeps line numbers in order, shows nothing too long', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('"', ',', ';', '\t', '\n', '\r', '<', '>', '@', ' ', 'a', '.', '\u202e', '＠'),
    })
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
        const rows = parseInvitees(text)
        expect(rows.map((row) => row.line)).toEqual(rows.map((row) => row.line).toSorted((a, b) => a - b))
        for (const { email, role } of rows) {
          expect(email.length).toBeLessThanOrEqual(600)
          expect((role ?? '').length).toBeLessThanOrEqual(600)
        }
      }),
    )
  })

  test.each([
    ['one cell', 'a'.repeat(1_000_000)],
    ['one line of addresses', 'a@b.co '.repeat(150_000)],
    ['open brackets', '<'.repeat(1_000_000)],
    ['open brackets with an at sign', '<a@'.repeat(300_000)],
    ['quotes', '"'.repeat(1_000_001)],
    ['quoted fields', '"a,'.repeat(300_000)],
    ['three quotes a field', '"""b,'.repeat(200_000)],
    ['words behind an address', `a@b.co ${'word '.repeat(200_000)}`],
    ['separators', ',;\t'.repeat(300_000)],
  ])('a megabyte of %s is read at once', (_, text) => {
    const before = performance.now()
    parseInvitees(text)
    expect(performance.now() - before).toBeLessThan(2_000)
  })
})

describe('checkInvitees', () => {
  const known: Known = {
    members: new Set(['member@x.com']),
    pending: new Set(['invited@x.com']),
    role: 'user',
    refusalOfAddress: (email: string) => (email.endsWith('@elsewhere.example') ? 'Not there.' : null),
    refusalOfRole: (role) => (role === 'billing' ? 'Only a portal admin can give the Billing role.' : null),
  }
  const checks = (text: string) =>
    checkInvitees(parseInvitees(text), known).map(({ check, role }) => `${check} ${role}`)

  test('says of each row what will become of it', () => {
    expect(
      checks(
        'new@x.com\nNEW@x.com\nmember@x.com\ninvited@x.com\nnobody\na@x.com,admin\nb@x.com,billing\nc@x.com,Claude-Code_User',
      ),
    ).toEqual([
      'valid user',
      'duplicate user',
      'member user',
      'invited user',
      'not_an_address user',
      'unknown_role admin',
      'refused billing',
      'valid claude_code_user',
    ])
  })

  test('look-alikes and odd addresses are not addresses', () => {
    expect(
      checks('a＠x.com\na@x@y.com\na@x.com.\nаda@x.com\n@x.com\na@x').every((row) => row.startsWith('not_an')),
    ).toBe(true)
  })

  test('a row is valid only when the server would take its address as it stands', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string()), (text) => {
        for (const { email, check } of checkInvitees(parseInvitees(text), known)) {
          if (check !== 'valid') continue
          expect(isMailAddress(email)).toBe(true)
          expect(inviteEmail.parse(email)).toBe(email)
        }
      }),
    )
  })

  test('an address the policy refuses is told apart, and never sent', () => {
    expect(checks('a@elsewhere.example\nb@x.com')).toEqual(['domain_refused user', 'valid user'])
    const [row] = checkInvitees(parseInvitees('a@elsewhere.example'), known)
    expect(row?.problem).toBe('Domain refused. Not there.')
  })

  test('counts in words', () => {
    const rows = checkInvitees(parseInvitees('a@x.com\nb@x.com\nmember@x.com'), known)
    expect(countsOf(rows).map(({ words }) => words)).toEqual(['2 to invite', '1 already in the organization'])
  })
})
