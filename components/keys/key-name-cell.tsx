'use client'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { TextCell } from '#components/table/text-cell.tsx'
import { useCellEdit } from '#components/table/use-cell-edit.ts'
import { keyRename } from '#lib/client/keys.ts'
import { keyCan } from '#lib/rules/key-can.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { keyLabel } from './key-words.ts'
import { tellRefused } from '#components/ui/tell.ts'
import { keyNameProblem, useKeyRename } from './use-key-rename.ts'

/** The name, changed in place, and the end of the hint by which a leaked key is recognised. */
export function KeyNameCell({ row }: { row: KeyRow }) {
  const person = usePerson()
  const policy = usePolicy()
  const edit = useCellEdit(keyRename, row.id)
  const rename = useKeyRename()
  const save = (name: string) =>
    void rename(row, name).catch((error: unknown) => tellRefused(`The key is still called ${row.name}.`, error))
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span className="min-w-0 max-w-full shrink font-strong has-[input]:grow">
        <TextCell
          label={`Name of ${keyLabel(row)}`}
          value={row.name}
          refusal={policy.refusal(keyCan.rename(person, row), { action: 'key.rename', protected: row.protected })}
          edit={edit}
          check={keyNameProblem}
          onSave={save}
        />
      </span>
      {row.partial_key_hint === null ? null : (
        <span data-tip={row.partial_key_hint} className="shrink-0 font-mono text-small text-soft">
          <span className="sr-only">{row.partial_key_hint}</span>
          <span aria-hidden>…{row.partial_key_hint.slice(-4)}</span>
        </span>
      )}
    </span>
  )
}
