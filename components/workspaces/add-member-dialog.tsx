'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Select, TextInput } from '#components/ui/field.tsx'
import { refusalOf } from '#components/ui/refusal.ts'
import { membersQuery } from '#lib/client/members.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { addWorkspaceMember } from '#lib/client/workspaces.ts'
import { workspaceRolesWithin } from '#lib/rules/ceilings.ts'
import { workspaceMemberCan } from '#lib/rules/workspace-can.ts'
import { isId } from '#lib/schemas/id-patterns.ts'
import { assignableWorkspaceRoles, roleName } from '#lib/schemas/roles.ts'
import type { MemberRow, WorkspaceDetail } from '#lib/schemas/views.ts'

type Props = { detail: WorkspaceDetail; onClose: () => void }
type Candidate = { id: string; label: string; refusal: string | null }
type Result = { id: string; label: string; problem: string | null }

const mostCandidates = 8

/** Finds people by name, e-mail or id, and adds those chosen one after the other, with a result for each. */
export function AddMemberDialog({ detail, onClose }: Props) {
  const person = usePerson()
  const client = useQueryClient()
  const members = useQuery(membersQuery())
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<readonly Candidate[]>([])
  const [role, setRole] = useState<string>('workspace_user')
  const [results, setResults] = useState<readonly Result[]>([])
  const [busy, setBusy] = useState(false)
  const within = workspaceRolesWithin(person.role)
  const inside = new Set([...detail.members.map((row) => row.user_id), ...chosen.map((one) => one.id)])
  const refusalFor = (row: MemberRow) => refusalOf(workspaceMemberCan.add(person, detail.workspace, row))
  const candidates = candidatesFor(members.data?.rows ?? [], search, inside, refusalFor)

  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || chosen.length === 0) return
    setBusy(true)
    const failed: Candidate[] = []
    for (const one of chosen) {
      const problem = await startMutation(client, addWorkspaceMember(client, detail.workspace.id), {
        user_id: one.id,
        workspace_role: role,
      }).then(
        () => null,
        (error: unknown) => (error instanceof Error ? error.message : 'Something went wrong.'),
      )
      if (problem !== null) failed.push(one)
      setResults((all) => [...all.filter((result) => result.id !== one.id), { id: one.id, label: one.label, problem }])
    }
    setBusy(false)
    setChosen(failed)
    if (failed.length === 0) onClose()
  }
  return (
    <Dialog
      title={`Add to ${detail.workspace.name}`}
      onClose={onClose}
      busy={busy}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button
            type="submit"
            form="add-member"
            look="primary"
            busy={busy}
            refusal={chosen.length === 0 ? 'Choose somebody first.' : null}
          >
            {chosen.length > 1 ? `Add ${chosen.length} people` : 'Add'}
          </Button>
        </>
      }
    >
      <form id="add-member" onSubmit={(event) => void add(event)} className="flex flex-col gap-4">
        <Field
          label="Member"
          hint={
            person.role === 'workspace_manager'
              ? 'You see the members of your own workspaces. For anybody else paste their member id (user_…).'
              : 'By name, e-mail or id.'
          }
        >
          {(ids) => (
            <TextInput {...ids} data-autofocus="" value={search} onChange={(event) => setSearch(event.target.value)} />
          )}
        </Field>
        <Candidates
          candidates={candidates}
          onChoose={(one) => {
            setChosen([...chosen, one])
            setSearch('')
          }}
        />
        <Chosen chosen={chosen} onDrop={(id) => setChosen(chosen.filter((one) => one.id !== id))} />
        <Field label="Workspace role">
          {(ids) => (
            <Select {...ids} value={role} onChange={(event) => setRole(event.target.value)}>
              {assignableWorkspaceRoles.map((name) => (
                <option key={name} value={name} disabled={!within.includes(name)}>
                  {roleName(name)}
                  {within.includes(name) ? '' : ' (above what you may give)'}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Results results={results} />
      </form>
    </Dialog>
  )
}

function candidatesFor(
  rows: readonly MemberRow[],
  search: string,
  inside: ReadonlySet<string>,
  refusalFor: (row: MemberRow) => string | null,
): Candidate[] {
  const words = search.trim().toLowerCase()
  if (words === '') return []
  const found = rows
    .filter((row) => !inside.has(row.id) && `${row.name}\n${row.email}\n${row.id}`.toLowerCase().includes(words))
    .slice(0, mostCandidates)
    .map((row) => ({
      id: row.id,
      label: row.name ? `${row.name} · ${row.email}` : row.email,
      refusal: refusalFor(row),
    }))
  const id = search.trim()
  if (found.length > 0 || !isId('user', id) || inside.has(id)) return found
  return [{ id, label: id, refusal: null }]
}

function Candidates({
  candidates,
  onChoose,
}: {
  candidates: readonly Candidate[]
  onChoose: (one: Candidate) => void
}) {
  if (candidates.length === 0) return null
  return (
    <ul aria-label="Found members" className="flex flex-col gap-1">
      {candidates.map((one) => (
        <li key={one.id}>
          <Button
            small
            look="quiet"
            className="w-full justify-start"
            refusal={one.refusal}
            onClick={() => onChoose(one)}
          >
            {one.label}
          </Button>
        </li>
      ))}
    </ul>
  )
}

function Chosen({ chosen, onDrop }: { chosen: readonly Candidate[]; onDrop: (id: string) => void }) {
  if (chosen.length === 0) return null
  return (
    <ul aria-label="Chosen members" className="flex flex-wrap gap-2">
      {chosen.map((one) => (
        <li key={one.id}>
          <Button small aria-label={`Do not add ${one.label}`} onClick={() => onDrop(one.id)}>
            {one.label} ×
          </Button>
        </li>
      ))}
    </ul>
  )
}

function Results({ results }: { results: readonly Result[] }) {
  if (results.length === 0) return null
  return (
    <ul aria-label="Results" aria-live="polite" className="flex flex-col gap-1">
      {results.map((result) => (
        <li key={result.id} className={result.problem === null ? 'text-good' : 'text-danger'}>
          {result.label}: {result.problem ?? 'added'}
        </li>
      ))}
    </ul>
  )
}
