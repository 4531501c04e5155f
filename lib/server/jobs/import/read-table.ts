import 'server-only'
import { CsvError, parse } from 'csv-parse/sync'
import type { ImportKind } from '#lib/schemas/jobs.ts'
import { withoutSecrets } from '#lib/server/log.ts'
import { columnsOf } from './columns.ts'

export type TableRecord = { line: number; cells: Readonly<Record<string, string>>; given: string }
/** `bad`: rows that have another number of values than the header. */
export type Table = { records: TableRecord[]; bad: { line: number; given: string; problem: string }[] }
export type BadTable = { code: string; problem: string }

export const mostTableBytes = 2 * 1024 * 1024
export const mostTableRows = 10_000
/** With blank ones, and with values that hold line ends. */
const mostLines = 100_000
const longestRow = 4_000
const longestGiven = 200

/**
 * Reads a table with a header: UTF-8 with or without a byte order mark, any line ends, quotes, `,` or `;`. Rows keep their
 * line, the header being line 1. What cannot be read as a whole is refused as a whole, with the line; no answer ever
 * repeats what looks like a secret.
 */
export function readTable(kind: ImportKind, text: string): Table | BadTable {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text
  const unreadable = whyUnreadable(plain)
  if (unreadable !== null) return unreadable
  const rows = parseRows(plain)
  if (isBadTable(rows)) return rows
  const [header, ...body] = rows
  if (header === undefined) return bad('no_header', 'The file is empty: the first line must name the columns.')
  const names = header.values.map((name) => name.trim().toLowerCase())
  const wrong = whyWrongColumns(kind, names)
  if (wrong !== null) return bad('wrong_columns', wrong)
  if (body.length > mostTableRows)
    return bad(
      'too_many_rows',
      `The file has ${body.length.toLocaleString('en')} rows; at most 10,000 can be read at once.`,
    )
  return tableOf(names, body)
}

export function isBadTable(table: object): table is BadTable {
  return 'code' in table
}

function bad(code: string, problem: string): BadTable {
  return { code, problem }
}

// oxlint-disable-next-line no-control-regex -- control characters are exactly what no text has
const noText = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffd\ufffe\uffff]|\p{Surrogate}/u
/** 13 characters on: a hint such as `sk-ant-api03-R2D` is shorter. */
const wholeKey = /sk-ant-[A-Za-z0-9_-]{13,}/

function whyUnreadable(text: string): BadTable | null {
  if (Buffer.byteLength(text) > mostTableBytes) return bad('file_too_large', 'The file is larger than 2 MB.')
  if (text.split(/\r\n|\n|\r/).length > mostLines)
    return bad('too_many_rows', 'The file has far more lines than 10,000 rows.')
  const key = wholeKey.exec(text)
  if (key !== null)
    return bad(
      'secret_sent',
      `Line ${lineOf(text, key.index)} holds what looks like a whole API key. Steward never needs one; nothing of the file was kept. Name keys by their id or last characters, and consider this one leaked.`,
    )
  const odd = noText.exec(text)
  if (odd === null) return null
  return bad(
    'not_text',
    `Line ${lineOf(text, odd.index)} is not text in UTF-8. Save the file as “CSV UTF-8” and bring it again.`,
  )
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split(/\r\n|\n|\r/).length
}

type Row = { line: number; values: string[] }

function parseRows(text: string): Row[] | BadTable {
  try {
    const parsed = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: longestRow,
      record_delimiter: ['\r\n', '\n', '\r'],
      // The types of csv-parse do not know what `info` makes of the rows.
    }) as unknown as { record: string[]; info: { lines: number } }[]
    return parsed.map(({ record, info }) => ({ line: firstLine(record, info.lines), values: record }))
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const { lines } = error as CsvError & { lines?: number }
    return bad('broken_file', `${problems.get(error.code) ?? 'The file cannot be read as CSV'} (line ${lines ?? 1}).`)
  }
}

const problems: ReadonlyMap<string, string> = new Map([
  ['CSV_QUOTE_NOT_CLOSED', 'A quote is opened and never closed'],
  ['CSV_INVALID_CLOSING_QUOTE', 'Something follows a closing quote; write a quote inside quotes twice'],
  [
    'INVALID_OPENING_QUOTE',
    'A quote stands in the middle of a value; put the whole value in quotes and write the quote twice',
  ],
  ['CSV_MAX_RECORD_SIZE', 'A row is longer than 4,000 characters'],
])

/** The parser tells the line a row ends on; values may hold line ends of their own. */
function firstLine(values: readonly string[], lastLine: number): number {
  return lastLine - values.reduce((count, value) => count + value.split(/\r\n|\n|\r/).length - 1, 0)
}

/** What the header is separated by, outside of quotes. */
function delimiterOf(text: string): string {
  const header = /[^\r\n]+/.exec(text)?.[0].replaceAll(/"[^"]*"/g, '') ?? ''
  return header.split(';').length > header.split(',').length ? ';' : ','
}

function whyWrongColumns(kind: ImportKind, names: readonly string[]): string | null {
  const { required, optional } = columnsOf[kind]
  const known = [...required, ...optional]
  const unknown = names.filter((name) => !known.includes(name))
  const missing = required.filter((name) => !names.includes(name))
  const twice = known.filter((name) => names.filter((other) => other === name).length > 1)
  if (unknown.length > 0)
    return `The header names columns that this kind of file does not have: ${unknown.map(shown).slice(0, 5).join(', ')}. It has: ${known.join(', ')}.`
  if (missing.length > 0)
    return `The header lacks the column ${missing.join(' and ')}. The first line must name the columns.`
  return twice.length > 0 ? `The header names the column ${twice.join(' and ')} twice.` : null
}

function shown(name: string): string {
  return name === '' ? 'one without a name' : `“${withoutSecrets(name, []).slice(0, 40)}”`
}

function tableOf(names: readonly string[], rows: readonly Row[]): Table {
  const table: Table = { records: [], bad: [] }
  for (const { line, values } of rows) {
    const given = withoutSecrets(values.join(', '), []).slice(0, longestGiven)
    const tooMany = values.slice(names.length).some((value) => value.trim() !== '')
    if (tooMany || values.length < names.length)
      table.bad.push({ line, given, problem: `The row has ${values.length} values, the header ${names.length}.` })
    else
      table.records.push({
        line,
        given,
        cells: Object.fromEntries(names.map((name, at) => [name, (values[at] ?? '').trim()])),
      })
  }
  return table
}
