import { expect, test } from 'vitest'
import { importKinds } from '#lib/schemas/jobs.ts'
import { importWords } from './import-kinds.ts'
import { countRows, importProblem, mostImportBytes } from './import-text.ts'

const key = 'sk-ant-api03-R2DkZ8f_x-0123456789abcdefghijigAA'

test('a whole key is named by its line and by nothing else', () => {
  const problem = importProblem(`key,status\napikey_1,inactive\r\n${key},archived\n`)
  expect(problem).toContain('Line 3')
  expect(problem).not.toContain('igAA')
  expect(problem).not.toContain(key.slice(0, 20))
})

test('a hint is no key, also when the next line goes on with letters', () => {
  expect(importProblem('key,status\nsk-ant-api03-R2D...igAA,inactive\n')).toBeNull()
  expect(importProblem('status,key\ninactive,sk-ant-api03-R2D\nabcdefgh,x')).toBeNull()
})

test('a file in another encoding is not sent, for a key in it would not be found', () => {
  const text = `key,status\n${key},inactive\n`
  const read = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
  const utf16 = Buffer.from(text, 'utf16le')
  expect(importProblem(read(utf16))).toContain('CSV in UTF-8')
  expect(importProblem(read(Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])))).toContain('CSV in UTF-8')
  expect(importProblem(read(Buffer.from('email,role\nJürgen', 'latin1')))).toContain('CSV in UTF-8')
  expect(importProblem(read(Buffer.from('email,role\nJürgen', 'utf8')))).toBeNull()
})

test('nothing, and too much, are not sent', () => {
  expect(importProblem(' \n')).not.toBeNull()
  expect(importProblem('ü'.repeat(mostImportBytes / 2))).toBeNull()
  expect(importProblem(`${'ü'.repeat(mostImportBytes / 2)}x`)).toContain('2 MB')
})

test('rows are counted without the header and empty lines', () => {
  expect(countRows('email,role\r\na@example.com,user\r\n\r\nb@example.com,user\r\n')).toBe(2)
  expect(countRows('')).toBe(0)
})

test('each example has exactly the columns that are explained, and may be sent', () => {
  for (const kind of importKinds) {
    const example = importWords[kind].example('Ops, "night"')
    expect(example.split('\n')[0]).toBe(importWords[kind].columns.map(({ name }) => name).join(','))
    expect(importProblem(example)).toBeNull()
  }
  expect(importWords.workspace_members.example('Ops, "night"')).toContain('"Ops, ""night""",')
})
