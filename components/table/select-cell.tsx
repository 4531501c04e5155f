'use client'
import { ChevronDown, Lock } from 'lucide-react'
import type { MenuItem } from '#components/ui/menu-items.ts'
import { Menu } from '#components/ui/menu.tsx'
import { refusedProps } from '#components/ui/refusal.ts'
import { EditMark } from './edit-mark.tsx'
import type { CellEdit } from './use-cell-edit.ts'

export type SelectOption = { value: string; label: string; refusal?: string | null }

export type SelectCellProps = {
  /** "Role of Ada Lovelace": the control's name. */
  label: string
  value: string
  /** The words for a value, also for one that is not among the options. */
  nameOf: (value: string) => string
  options: () => SelectOption[]
  refusal: string | null
  edit: CellEdit
  onChoose: (value: string) => void
}

/** A value changed in place: click, Enter or `e` opens, arrows choose, Enter saves, Esc leaves. */
export function SelectCell({ label, value, nameOf, options, refusal, edit, onChoose }: SelectCellProps) {
  const shown = edit?.status === 'pending' ? edit.value : value
  if (refusal !== null)
    return (
      <button
        type="button"
        {...refusedProps(refusal)}
        aria-label={`${label}: ${nameOf(shown)}`}
        className="-ml-1.5 inline-flex h-7 max-w-[calc(100%+6px)] items-center gap-1.5 rounded-small border border-transparent px-1.5 text-soft"
      >
        <span className="truncate">{nameOf(shown)}</span>
        <Lock size={12} aria-hidden className="shrink-0" />
      </button>
    )
  const items = (): MenuItem[] =>
    options().map((option) => ({
      kind: 'choice',
      label: option.label,
      chosen: option.value === shown,
      refusal: option.refusal ?? null,
      run: () => (option.value === value ? undefined : onChoose(option.value)),
    }))
  return (
    <Menu
      label={label}
      items={items}
      className="-ml-1.5 max-w-[calc(100%+6px)]"
      button={{
        'aria-label': `${label}: ${nameOf(shown)}`,
        'data-edit': '',
        className:
          'group inline-flex h-7 max-w-full items-center gap-1.5 rounded-small border border-transparent px-1.5 hover:border-control aria-expanded:border-control',
      }}
    >
      <span className="truncate">{nameOf(shown)}</span>
      {edit ? <EditMark edit={edit} /> : <ChevronDown size={12} aria-hidden className="shrink-0 text-soft" />}
    </Menu>
  )
}
