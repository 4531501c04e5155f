'use client'
import { useQuery } from '@tanstack/react-query'
import { workspacesQuery } from '#lib/client/workspaces.ts'

type Props = { chosen: readonly string[]; onChange: (chosen: string[]) => void }

/** The workspaces one sees oneself, as boxes to tick. */
export function WorkspaceChoice({ chosen, onChange }: Props) {
  const { data, error } = useQuery(workspacesQuery())
  const workspaces = (data?.rows ?? []).filter(({ archived_at }) => archived_at === null)
  const toggle = (id: string, on: boolean) => onChange(on ? [...chosen, id] : chosen.filter((known) => known !== id))
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-strong">Workspaces</legend>
      <div className="flex max-h-48 flex-col overflow-y-auto rounded border border-control bg-surface py-1">
        {workspaces.map(({ id, name }) => (
          <label key={id} className="flex min-h-7 items-center gap-2 px-2.5 hover:bg-hover">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) => toggle(id, event.target.checked)}
            />
            <span className="min-w-0 truncate">{name}</span>
          </label>
        ))}
        {workspaces.length === 0 ? (
          <p className="px-2.5 py-1 text-soft">{error === null ? 'Reading…' : error.message}</p>
        ) : null}
      </div>
    </fieldset>
  )
}
