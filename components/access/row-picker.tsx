'use client'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, TextInput } from '#components/ui/field.tsx'
import type { AccessRow } from '#lib/schemas/access-matrix.ts'
import { accessRules } from './access-rules.ts'
import { nameOf } from './access-words.ts'

const mostShown = 8

type PickerProps = {
  label: string
  hint: string
  rows: readonly AccessRow[]
  without: string
  chosen: AccessRow | null
  onChoose: (row: AccessRow) => void
}

/** Finds a member among those of the matrix; Enter takes the first. */
export function RowPicker({ label, hint, rows, without, chosen, onChoose }: PickerProps) {
  const [search, setSearch] = useState('')
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const found =
    words.length === 0 ? [] : rows.filter((row) => row.id !== without && fits(row, words)).slice(0, mostShown)
  const choose = (row: AccessRow | undefined) => {
    if (row === undefined) return
    setSearch('')
    onChoose(row)
  }
  return (
    <>
      <Field label={label} hint={hint}>
        {(ids) => (
          <TextInput
            {...ids}
            data-autofocus=""
            placeholder={chosen === null ? '' : nameOf(chosen)}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return
              event.preventDefault()
              choose(found[0])
            }}
          />
        )}
      </Field>
      <output className={words.length > 0 && found.length === 0 ? 'text-soft' : 'sr-only'}>
        {words.length === 0 ? '' : found.length === 0 ? 'Nobody matches.' : `${found.length} found`}
      </output>
      {found.length > 0 ? (
        <ul aria-label="Found members" className="flex flex-col gap-1">
          {found.map((row) => (
            <li key={row.id}>
              <Button small look="quiet" className="w-full justify-start" onClick={() => choose(row)}>
                <span className="truncate">{row.name === '' ? row.email : `${row.name} · ${row.email}`}</span>
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {chosen === null ? null : (
        <p>
          Chosen: <span className="font-strong">{nameOf(chosen)}</span>
        </p>
      )}
    </>
  )
}

function fits(row: AccessRow, words: readonly string[]): boolean {
  const text = accessRules.searchText(row).toLowerCase()
  return words.every((word) => text.includes(word))
}
