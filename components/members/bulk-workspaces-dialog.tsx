'use client'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { workspaceAdditions } from '#components/jobs/bulk-changes.ts'
import { openPlan } from '#components/jobs/open-plan.ts'
import { RoleChoiceDialog } from '#components/jobs/role-choice-dialog.tsx'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { countOf } from '#components/table/export-items.ts'
import { Problem } from '#components/ui/problem.tsx'
import { workspacesQuery } from '#lib/client/workspaces.ts'
import { workspaceRolesWithin } from '#lib/rules/ceilings.ts'
import { yes } from '#lib/rules/verdict.ts'
import { workspaceMemberCan } from '#lib/rules/workspace-can.ts'
import { assignableWorkspaceRoles, roleName } from '#lib/schemas/roles.ts'
import type { MemberRow, WorkspaceRow } from '#lib/schemas/views.ts'
import { WorkspaceChecks } from '#components/workspaces/workspace-checks.tsx'

export function BulkWorkspacesDialog({ members, onClose }: { members: readonly MemberRow[]; onClose: () => void }) {
  const { rows, error } = useOpenWorkspaces()
  const options = useRoleOptions()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const many = countOf(members.length, { one: 'member', many: 'members' })
  const where = rows.filter(({ id }) => chosen.has(id))
  const plan = (role: string) => {
    const [only] = where
    const places = where.length === 1 && only !== undefined ? only.name : `${where.length} workspaces`
    const ids = where.map(({ id }) => id)
    return openPlan({
      title: `Add ${many} to ${places} as ${roleName(role)}`,
      kind: 'bulk',
      wanted: { changes: workspaceAdditions(members, ids, role) },
    })
  }
  return (
    <RoleChoiceDialog
      title={`Add ${many} to workspaces`}
      legend="Workspace role"
      options={options}
      refusal={where.length === 0 ? 'Choose a workspace first.' : null}
      onPlan={plan}
      onClose={onClose}
    >
      {error === null ? null : <Problem error={error} />}
      <WorkspaceChecks workspaces={rows} chosen={chosen} onChange={setChosen} />
      <p className="text-small text-soft">Whoever is in a workspace already gets this role there.</p>
    </RoleChoiceDialog>
  )
}

/** Those that take members from this person, by name. */
function useOpenWorkspaces(): { rows: readonly WorkspaceRow[]; error: Error | null } {
  const person = usePerson()
  const { data, error } = useQuery(workspacesQuery())
  const rows = useMemo(
    () =>
      (data?.rows ?? [])
        .filter((row) => workspaceMemberCan.add(person, row).allowed)
        .toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
    [data, person],
  )
  return { rows, error }
}

function useRoleOptions() {
  const person = usePerson()
  const policy = usePolicy()
  const within = workspaceRolesWithin(person.role)
  return assignableWorkspaceRoles.map((value) => ({
    value,
    label: roleName(value),
    refusal: within.includes(value)
      ? policy.refusal(yes, { action: 'workspace_member.add', workspace_role: value })
      : 'Above what you may give.',
  }))
}
