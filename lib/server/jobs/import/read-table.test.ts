import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isBadTable, mostTableRows, readTable } from './read-table.ts'
import type { Table } from './read-table.ts'

function tableOf(text: string): Table {
  const table = readTable('member_roles', text)
  if (isBadTable(table)) throw new Error(table.problem)
  return table
}

function refusalOf(text: string): string {
  const table = readTable('member_roles', text)
  if (!isBadTable(table)) throw new Error('It was read')
  return `${table.code}: ${table.problem}`
}

const expected = [
  { line: 2, email: 'ada@example.com', role: 'developer' },
  { line: 3, email: 'bob@example.com', role: 'user' },
]
const flat = ({ records }: Table) => records.map(({ line, cells }) => ({ line, ...cells }))

test.each([
  ['plain', 'email,role\nada@example.com,developer\nbob@example.com,user\n'],
  ['CRLF and no line end at the end', 'email,role\r\nada@example.com,developer\r\nbob@example.com,user'],
  ['a byte order mark', '\ufeffemail,role\nada@example.com,developer\nbob@example.com,user\n'],
  ['semicolons', 'email;role\nada@example.com;developer\nbob@example.com;user\n'],
  [
    'quotes and spaces',
    '"email" , "role"\n"ada@example.com","developer"\n bob@example.com , user \n'.replace(
      '"email" , "role"',
      '"email","role"',
    ),
  ],
  ['another order, other letters', 'Role,EMAIL\ndeveloper,ada@example.com\nuser,bob@example.com\n'],
  ['empty values too many', 'email,role\nada@example.com,developer,,\nbob@example.com,user\n'],
])('%s: the same table', (_, text) => {
  expect(flat(tableOf(text))).toEqual(expected)
})

test('blank lines are skipped, and lines keep their number', () => {
  const table = tableOf('email,role\n\nada@example.com,developer\n,\n\nbob@example.com,user\n')
  expect(table.records.map(({ line }) => line)).toEqual([3, 6])
})

test('a row with a line end inside quotes has the line it begins on', () => {
  const table = tableOf('email,role\n"a\nb",user\nbob@example.com,user\n')
  expect(table.records.map(({ line }) => line)).toEqual([2, 4])
})

test('a row that does not fit the header is named, and the others go on', () => {
  const table = tableOf('email,role\nada@example.com\nbob@example.com,user\neve@example.com,user,more\n')
  expect(table.bad).toEqual([
    { line: 2, given: 'ada@example.com', problem: 'The row has 1 values, the header 2.' },
    { line: 4, given: 'eve@example.com, user, more', problem: 'The row has 3 values, the header 2.' },
  ])
  expect(table.records).toHaveLength(1)
})

test.each([
  ['', 'no_header'],
  ['\n\n', 'no_header'],
  [
    'email,rolle\na,b\n',
    'wrong_columns: The header names columns that this kind of file does not have: “rolle”. It has: email, role.',
  ],
  ['email\na\n', 'wrong_columns: The header lacks the column role'],
  ['email,role,email\na,b,c\n', 'wrong_columns: The header names the column email twice.'],
  ['email,role\n"ada,user\nbob,user\n', 'broken_file: A quote is opened and never closed'],
  ['email,role\na"da,user\n', 'broken_file: A quote stands in the middle'],
  [`email,role\n${'x'.repeat(5_000)},user\n`, 'broken_file: A row is longer than 4,000 characters'],
  ['email,role\nada\u0000,user\n', 'not_text: Line 2'],
  ['email,role\nJos\ufffd,user\n', 'not_text: Line 2'],
  [`email,role\n${'a,b\n'.repeat(mostTableRows + 1)}`, 'too_many_rows: The file has 10,001 rows'],
  [`email,role\n${'a'.repeat(2 * 1024 * 1024)}`, 'file_too_large'],
])('a file that cannot be read as a whole says why, case %#', (text, words) => {
  expect(refusalOf(text)).toContain(words)
})

test('a whole key is refused with its line, and never repeated', () => {
  const key = `sk-ant-api03-${'R2DkZ8f_x'.repeat(9)}-0igAA`
  const said = refusalOf(`email,role\nada@example.com,user\n${key},user\n`)
  expect(said).toContain('secret_sent: Line 3')
  expect(said).not.toContain(key.slice(0, 20))
  const header = refusalOf(`email,stw_${'a'.repeat(40)}\nx,y\n`)
  expect(header).toContain('[secret]')
  expect(header).not.toContain('aaaa')
})

test('whatever the cells hold, a written table is read back as it was', () => {
  const cell = fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .map((text) => text.trim())
    .filter((text) => text !== '' && !/[\p{Cc}\ufffd\ufeff]/u.test(text) && text.isWellFormed())
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell), { maxLength: 30 }),
      fc.constantFrom(',', ';'),
      fc.constantFrom('\n', '\r\n'),
      (rows, delimiter, end) => {
        const text = [['email', 'role'], ...rows].map((row) => row.map(quoted).join(delimiter)).join(end)
        const table = readTable('member_roles', text)
        expect('records' in table ? table.records.map(({ cells }) => [cells['email'], cells['role']]) : table).toEqual(
          rows,
        )
      },
    ),
  )
})

test('any text at all is read or refused in words, quickly, and no row is lost', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc
      .array(
        fc.constantFrom(
          'email',
          'role',
          ',',
          ';',
          '"',
          '""',
          '\n',
          '\r',
          '\r\n',
          '\ufeff',
          '=cmd()',
          'a@b.co',
          ' ',
          '\t',
          '__proto__',
          'sk-ant-x',
        ),
        { maxLength: 60 },
      )
      .map((parts) => `email,role\n${parts.join('')}`),
  )
  fc.assert(
    fc.property(hostile, (text) => {
      const table = readTable('member_roles', text)
      if (isBadTable(table)) {
        expect(table.problem.length).toBeGreaterThan(10)
        return
      }
      const lines = [...table.records, ...table.bad].map(({ line }) => line)
      expect(new Set(lines).size).toBe(lines.length)
      expect(Math.max(0, ...lines)).toBeLessThanOrEqual(text.split(/\r\n|\n|\r/).length)
    }),
    { numRuns: 150 },
  )
})
