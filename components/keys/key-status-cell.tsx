'use client'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { SelectCell } from '#components/table/select-cell.tsx'
import { useCellEdit } from '#components/table/use-cell-edit.ts'
import { keyStatusChange } from '#lib/client/keys.ts'
import { keyCan } from '#lib/rules/key-can.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { keyLabel, keyStatusName, switching } from './key-words.ts'
import { useKeyStatus } from './use-key-status.ts'

const choices = ['active', 'inactive'] as const

/** Keeps showing the old status until the service answered: a key that is not off must not look off. */
export function KeyStatusCell({ row }: { row: KeyRow }) {
  const person = usePerson()
  const policy = usePolicy()
  const edit = useCellEdit(keyStatusChange, row.id)
  const setStatus = useKeyStatus()
  return (
    <SelectCell
      label={`Status of ${keyLabel(row)}`}
      value={row.status}
      nameOf={keyStatusName}
      edit={edit === null ? null : { ...edit, value: row.status }}
      refusal={policy.refusal(keyCan.changeStatus(person, row), { action: switching(row), protected: row.protected })}
      options={() => choices.map((status) => ({ value: status, label: keyStatusName(status) }))}
      onChoose={(status) => void setStatus(row, status)}
    />
  )
}
