import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toCsv, toJson } from './export-rows.ts'

const columns = [
  { header: 'Name', text: (row: { name: string; keys: number }) => row.name },
  { header: 'Active keys', text: (row: { name: string; keys: number }) => row.keys },
]

/** A reader of RFC 4180, written from the standard and not from the writer. */
function parseCsv(text: string): string[][] {
  const lines: string[][] = []
  let line: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else quoted = false
    } else if (char === '"') quoted = true
    else if (char === ',') {
      line.push(cell)
      cell = ''
    } else if (char === '\r' && text[at + 1] === '\n') {
      lines.push([...line, cell])
      line = []
      cell = ''
      at += 1
    } else cell += char
  }
  return lines
}

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', "'", '"', ',', '＝', '＋', '－', '＠'), fc.string())
    .map((p) => p.join('')),
)

test('no cell can start a formula', () => {
  fc.assert(
    fc.property(hostile, (name) => {
      const [, row] = parseCsv(toCsv([{ name, keys: 1 }], columns))
      expect(row?.[0] ?? '').not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
    }),
  )
})

test('taking one leading apostrophe away gives every value back', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ name: hostile, keys: fc.nat() })), (rows) => {
      const [header, ...lines] = parseCsv(toCsv(rows, columns))
      expect(header).toEqual(['Name', 'Active keys'])
      expect(lines).toHaveLength(rows.length)
      lines.forEach((line, at) => {
        expect(line[0]?.replace(/^'/, '')).toBe(rows[at]?.name)
        expect(line[1]).toBe(String(rows[at]?.keys))
      })
    }),
  )
})

test('numbers stay numbers, also negative ones; nothing stays empty', () => {
  const text = toCsv(
    [{}],
    [
      { header: 'a', text: () => -3 },
      { header: 'b', text: () => null },
    ],
  )
  expect(text).toBe('a,b\r\n-3,\r\n')
})

test('JSON keeps the wire names', () => {
  expect(JSON.parse(toJson([{ added_at: 'x' }]))).toEqual([{ added_at: 'x' }])
})
