'use client'
import { useQuery } from '@tanstack/react-query'
import { WorkspaceChecks } from '#components/workspaces/workspace-checks.tsx'
import { workspacesQuery } from '#lib/client/workspaces.ts'

type Props = { chosen: readonly string[]; onChange: (chosen: string[]) => void }

/** The workspaces one sees oneself, as boxes to tick. */
export function WorkspaceChoice({ chosen, onChange }: Props) {
  const { data, error } = useQuery(workspacesQuery())
  const workspaces = (data?.rows ?? []).filter(({ archived_at }) => archived_at === null)
  return (
    <WorkspaceChecks
      workspaces={workspaces}
      chosen={new Set(chosen)}
      onChange={(ticked) => onChange([...ticked])}
      {...(data === undefined ? { empty: error === null ? 'Reading…' : error.message } : {})}
    />
  )
}
