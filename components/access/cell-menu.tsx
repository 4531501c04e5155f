'use client'
import type { MenuItem } from '#components/ui/menu-items.ts'
import type { AccessRow, AccessWorkspace } from '#lib/schemas/access-matrix.ts'
import { nameOf, roleWords } from './access-words.ts'
import { choicesFor } from './cell-choices.ts'
import type { Judge } from './cell-choices.ts'
import { SpotMenu } from './spot-menu.tsx'
import type { StagedChange } from './staging.ts'

type CellMenuProps = {
  row: AccessRow
  column: AccessWorkspace
  /** The role held now; null for none. */
  held: string | null
  judge: Judge
  change: StagedChange | undefined
  stage: (changes: readonly StagedChange[]) => void
  close: (spot: null) => void
}

/** Every role that can be given, and none. Choosing stages; choosing what is held now takes the staged change back. */
export function CellMenu({ row, column, held, judge, change, stage, close }: CellMenuProps) {
  return (
    <SpotMenu
      label={`${nameOf(row)} in ${column.name}`}
      items={() => cellItems(judge, { row, column, held }, change, stage)}
      onClose={() => close(null)}
    />
  )
}

type Cell = { row: AccessRow; column: AccessWorkspace; held: string | null }

export function cellItems(
  judge: Judge,
  { row, column, held }: Cell,
  change: StagedChange | undefined,
  stage: (changes: readonly StagedChange[]) => void,
): MenuItem[] {
  const wanted = change === undefined ? held : change.to
  const place = { user_id: row.id, workspace_id: column.id }
  const back: MenuItem[] =
    change === undefined
      ? []
      : [
          { kind: 'line' },
          {
            kind: 'action',
            label: `Drop this change (${roleWords(held)} stays)`,
            run: () => stage([{ ...place, from: held, to: held }]),
          },
        ]
  return [
    { kind: 'heading', label: `${nameOf(row)} in ${column.name}` },
    ...choicesFor(judge, row, column, held).map(({ to, label, refusal }): MenuItem => ({
      kind: 'choice',
      label,
      chosen: to === wanted,
      refusal,
      run: () => stage([{ ...place, from: held, to }]),
    })),
    ...back,
  ]
}
