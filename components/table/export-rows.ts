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

/** RFC 4180: commas, doubled quotes, CRLF. */
export function toCsv<Row>(rows: readonly Row[], columns: readonly ExportColumn<Row>[]): string {
  const lines = [columns.map((column) => cell(column.header))]
  for (const row of rows) lines.push(columns.map((column) => cell(column.text(row))))
  return lines.map((line) => `${line.join(',')}\r\n`).join('')
}

export function toJson(rows: readonly unknown[]): string {
  return `${JSON.stringify(rows, null, 2)}\n`
}
