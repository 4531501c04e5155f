'use client'
import { ChevronDown } from 'lucide-react'
import type { MenuItem } from '#components/ui/menu-items.ts'
import { Menu } from '#components/ui/menu.tsx'
import type { FilterRule } from './table-rules.ts'
import { toolButton } from './tool-button.ts'

type ChipProps<Row> = {
  rule: FilterRule<Row>
  rows: readonly Row[]
  chosen: readonly string[]
  choose: (values: readonly string[]) => void
  /** Left out where not all rows are there to be counted. */
  counted: boolean
}

export function FilterChip<Row>({ rule, rows, chosen, choose, counted }: ChipProps<Row>) {
  const options = () => (typeof rule.options === 'function' ? rule.options(rows) : rule.options)
  const items = (): MenuItem[] =>
    options().map((option) => ({
      kind: 'check',
      label: option.label,
      checked: chosen.includes(option.value),
      ...(counted ? { note: rows.filter((row) => rule.matches(row, option.value)).length.toLocaleString('en') } : {}),
      run: (on) => {
        if (rule.single) choose(on ? [option.value] : [])
        else choose(on ? [...chosen, option.value] : chosen.filter((value) => value !== option.value))
      },
    }))
  const text = chosen.length === 0 ? rule.label : `${rule.label}: ${words(chosen, options())}`
  return (
    <Menu
      label={rule.label}
      items={items}
      button={{ 'aria-label': `Filter by ${text}`, className: toolButton(chosen.length > 0) }}
    >
      <span className="truncate">{text}</span>
      <ChevronDown size={12} aria-hidden className="shrink-0" />
    </Menu>
  )
}

function words(chosen: readonly string[], options: readonly { value: string; label: string }[]): string {
  if (chosen.length > 2) return `${chosen.length} chosen`
  return chosen.map((value) => options.find((option) => option.value === value)?.label ?? value).join(', ')
}

/** A filter that is on or off. */
export function ToggleChip({ label, on, toggle }: { label: string; on: boolean; toggle: () => void }) {
  return (
    <button type="button" aria-pressed={on} onClick={toggle} className={toolButton(on)}>
      {label}
    </button>
  )
}
