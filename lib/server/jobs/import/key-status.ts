import 'server-only'
import type { Finder } from './finder.ts'
import { badRow } from './row-wish.ts'
import type { RowWish } from './row-wish.ts'
import type { TableRecord } from './read-table.ts'

const statuses = new Map([
  ['active', { action: 'key.enable', status: 'active' }],
  ['enabled', { action: 'key.enable', status: 'active' }],
  ['inactive', { action: 'key.disable', status: 'inactive' }],
  ['disabled', { action: 'key.disable', status: 'inactive' }],
  ['archived', { action: 'key.archive', status: 'archived' }],
] as const)

/** `key,status`: the key by its id, a name of its own, or its last characters. */
export function keyStatusWishes(finder: Finder, record: TableRecord): RowWish[] {
  const { key: name = '', status: given = '' } = record.cells
  if (name === '') return [badRow(record, 'The key is missing.')]
  const wanted = [...statuses].find(([word]) => word === given.toLowerCase())?.[1]
  if (wanted === undefined) return [badRow(record, 'The status must be one of active, inactive, archived.')]
  const key = finder.key(name)
  if ('problem' in key) return [badRow(record, key.problem)]
  const { action, status } = wanted
  return [{ change: { action, input: { api_key_id: key.found.id, status } } }]
}
