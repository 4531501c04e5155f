import type { MenuItem } from '#components/ui/menu-items.ts'
import type { TableColumn } from './columns.ts'
import type { Noun } from './data-table-props.ts'
import { download } from './download.ts'
import { toCsv, toJson } from '#lib/rules/export-rows.ts'
import type { ExportColumn } from '#lib/rules/export-rows.ts'

type Exported<Row> = {
  columns: readonly TableColumn<Row>[]
  exportAlso?: readonly ExportColumn<Row>[]
  fileName: string
  noun: Noun
}

export function exportItems<Row>(rows: readonly Row[], table: Exported<Row>, refusal: string | null): MenuItem[] {
  const columns = [
    ...(table.exportAlso ?? []),
    ...table.columns.flatMap((column) => (column.text ? [{ header: column.header, text: column.text }] : [])),
  ]
  return [
    { kind: 'heading', label: countOf(rows.length, table.noun) },
    { kind: 'action', label: 'CSV', refusal, run: () => download(table.fileName, 'csv', toCsv(rows, columns)) },
    { kind: 'action', label: 'JSON', refusal, run: () => download(table.fileName, 'json', toJson(rows)) },
  ]
}

/** `uncounted`: there are more than were counted, told as "10,000+". */
export function countOf(count: number, noun: Noun, uncounted = false): string {
  return `${count.toLocaleString('en')}${uncounted ? '+' : ''} ${count === 1 ? noun.one : noun.many}`
}
