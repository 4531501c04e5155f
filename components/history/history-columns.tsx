import type { TableColumn } from '#components/table/columns.ts'
import { Badge } from '#components/ui/badge.tsx'
import type { Tone } from '#components/ui/badge.tsx'
import { Day } from '#components/ui/time.tsx'
import type { DifferenceRow, HistoryNoun, HistoryRow } from '#lib/schemas/history.ts'
import { changeWords, historyFields } from './history-table-rules.ts'
import { fieldWords, valueWords } from './history-words.ts'
import type { Names } from './history-words.ts'

const headers: Readonly<Record<string, string>> = {
  added_at: 'Added',
  invited_at: 'Sent',
  expires_at: 'Expires',
  accepted_at: 'Accepted',
  created_at: 'Created',
  archived_at: 'Archived',
}

/** The columns of a past list: what its table shows today, without anything that could be changed. */
export function historyColumns(noun: HistoryNoun, names: Names): readonly TableColumn<HistoryRow>[] {
  const { fields, counts } = historyFields[noun]
  return [
    {
      id: 'label',
      header: noun === 'members' || noun === 'invites' ? 'E-mail' : 'Name',
      cell: (row) => (
        <span className="font-strong" data-tip={row.id}>
          {row.label}
        </span>
      ),
      text: (row) => row.label,
    },
    ...fields.map((field) => fieldColumn(field, names)),
    ...counts.map(countColumn),
  ]
}

function fieldColumn(field: string, names: Names): TableColumn<HistoryRow> {
  const isTime = field.endsWith('_at')
  return {
    id: field,
    header: headers[field] ?? fieldWords(field, names),
    width: isTime ? 'w-32' : 'w-40',
    numeric: isTime,
    cell: ({ fields }) => {
      const value = fields[field] ?? null
      if (isTime && typeof value === 'string') return <Day at={value} />
      return <span data-tip={typeof value === 'string' ? value : undefined}>{valueWords(field, value, names)}</span>
    },
    text: ({ fields }) => {
      const value = fields[field] ?? null
      return isTime || value === null ? value : valueWords(field, value, names)
    },
  }
}

function countColumn(count: string): TableColumn<HistoryRow> {
  return {
    id: count,
    header: fieldWords(count, {}),
    width: 'w-32',
    numeric: true,
    cell: ({ counts }) => {
      const value = counts[count] ?? null
      return value === null ? <span data-tip="Not read yet at that time">–</span> : value.toLocaleString('en')
    },
    text: ({ counts }) => counts[count] ?? null,
  }
}

const tones: Record<DifferenceRow['change'], Tone> = { added: 'good', removed: 'danger', changed: 'info' }

/** `onOpen` shows all fields of one row. */
export function differenceColumns(
  names: Names,
  onOpen: (row: DifferenceRow) => void,
): readonly TableColumn<DifferenceRow>[] {
  const words = (row: DifferenceRow) => row.fields.map((one) => differenceWords(row, one, names)).join('; ')
  return [
    {
      id: 'label',
      header: 'Name',
      cell: (row) => (
        <button
          type="button"
          data-open=""
          data-tip={row.id}
          className="max-w-full text-right font-strong hover:underline desk:truncate desk:text-left"
          onClick={() => onOpen(row)}
        >
          {row.label}
        </button>
      ),
      text: (row) => row.label,
    },
    {
      id: 'change',
      header: 'Change',
      width: 'w-28',
      cell: (row) => <Badge tone={tones[row.change]}>{changeWords[row.change]}</Badge>,
      text: (row) => row.change,
    },
    {
      id: 'fields',
      header: 'What',
      width: 'desk:w-[56%]',
      cell: (row) => <span data-tip={words(row)}>{words(row)}</span>,
      text: words,
    },
  ]
}

function differenceWords(
  { change }: DifferenceRow,
  { field, before, after }: DifferenceRow['fields'][number],
  names: Names,
): string {
  const [was, is] = [valueWords(field, before, names), valueWords(field, after, names)]
  const value = change === 'changed' ? `${was} → ${is}` : change === 'added' ? is : was
  return `${fieldWords(field, names)}: ${value}`
}
