'use client'
import { useState } from 'react'
import { Field, TextInput } from '#components/ui/field.tsx'
import type { WorkspaceRow } from '#lib/schemas/views.ts'

type ChecksProps = {
  workspaces: readonly WorkspaceRow[]
  chosen: ReadonlySet<string>
  onChange: (chosen: ReadonlySet<string>) => void
  /** Said where there is none. */
  empty?: string
}

const fewEnough = 8

/** Workspaces to tick; a search above them when there are many. */
export function WorkspaceChecks({ workspaces, chosen, onChange, empty }: ChecksProps) {
  const [q, setQ] = useState('')
  const found = workspaces.filter(({ id, name }) => chosen.has(id) || name.toLowerCase().includes(q.toLowerCase()))
  const toggle = (id: string) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    onChange(next)
  }
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-strong">Workspaces</legend>
      {workspaces.length <= fewEnough ? null : (
        <Field label="Find a workspace">
          {(ids) => <TextInput {...ids} type="search" value={q} onChange={(event) => setQ(event.target.value)} />}
        </Field>
      )}
      <div className="max-h-48 overflow-y-auto rounded border border-line bg-surface px-3 py-1">
        {found.map(({ id, name }) => (
          <label key={id} className="flex min-h-7 items-center gap-2">
            <input
              type="checkbox"
              checked={chosen.has(id)}
              onChange={() => toggle(id)}
              className="size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0 truncate">{name}</span>
          </label>
        ))}
        {found.length === 0 ? <p className="py-1 text-soft">{empty ?? 'No workspace to choose.'}</p> : null}
      </div>
    </fieldset>
  )
}
