/** The filtered rows as files. A spreadsheet must never run what somebody put into their name. */

export type ExportColumn<Row> = { header: string; text: (row: Row) => string | number | null }

const startsLikeFormula = /^['=+\-@\t\r\n＝＋－＠]/

/** A leading apostrophe makes a spreadsheet read text; taking one away gives the original back, always. */
function neutral(text: string): string {
  return startsLikeFormula.test(text) ? `'${text}` : text
}

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = neutral(value)
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** What a CSV file begins with: without it Excel reads UTF-8 as Latin-1. */
export const byteOrderMark = '\ufeff'

/** RFC 4180: commas, doubled quotes, CRLF. */
export function toCsv<Row>(rows: readonly Row[], columns: readonly ExportColumn<Row>[]): string {
  return csvLine(columns.map((column) => column.header)) + csvRows(rows, columns)
}

/** The rows without the line of headers: what follows when a file is written part by part. */
export function csvRows<Row>(rows: readonly Row[], columns: readonly ExportColumn<Row>[]): string {
  return rows.map((row) => csvLine(columns.map((column) => column.text(row)))).join('')
}

function csvLine(values: readonly (string | number | null)[]): string {
  return `${values.map(cell).join(',')}\r\n`
}

export function toJson(rows: readonly unknown[]): string {
  return `${JSON.stringify(rows, null, 2)}\n`
}
