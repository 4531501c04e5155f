'use client'
import { useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { useTakeBack } from '#components/audit/use-take-back.ts'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, Select } from '#components/ui/field.tsx'
import { tellUndoable } from '#components/ui/tell.ts'
import { isProposed } from '#lib/client/api-error.ts'
import { newAct } from '#lib/client/write-asks.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { addWorkspaceMember } from '#lib/client/workspaces.ts'
import { workspaceRolesWithin } from '#lib/rules/ceilings.ts'
import { yes } from '#lib/rules/verdict.ts'
import { assignableWorkspaceRoles, roleName } from '#lib/schemas/roles.ts'
import type { WorkspaceDetail } from '#lib/schemas/views.ts'
import type { Candidate } from './member-candidates.ts'
import { MemberPicker } from './member-picker.tsx'

type Props = { detail: WorkspaceDetail; onClose: () => void }
type Result = { id: string; label: string; problem: string | null; proposed: boolean }

/** Finds people by name, e-mail or id, and adds those chosen one after the other, with a result for each. */
export function AddMemberDialog({ detail, onClose }: Props) {
  const person = usePerson()
  const policy = usePolicy()
  const client = useQueryClient()
  const takeBack = useTakeBack()
  const [chosen, setChosen] = useState<readonly Candidate[]>([])
  const [role, setRole] = useState<string>('workspace_user')
  const [results, setResults] = useState<readonly Result[]>([])
  const [busy, setBusy] = useState(false)
  const within = workspaceRolesWithin(person.role).filter(
    (role) => policy.refusal(yes, { action: 'workspace_member.add', workspace_role: role }) === null,
  )
  const inside = new Set([...detail.members.map((row) => row.user_id), ...chosen.map((one) => one.id)])
  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (busy || chosen.length === 0) return
    setBusy(true)
    const failed: Candidate[] = []
    const added: Candidate[] = []
    const answers: unknown[] = []
    const act = newAct()
    const addOne = async (one: Candidate) => {
      const body = { user_id: one.id, workspace_role: role, act }
      const result = await startMutation(client, addWorkspaceMember(client, detail.workspace.id), body).then(
        (answer) => {
          answers.push(answer)
          return { problem: null, proposed: false }
        },
        (error: unknown) => failure(error),
      )
      if (result.problem !== null) failed.push(one)
      else if (!result.proposed) added.push(one)
      setResults((all) => [...all.filter(({ id }) => id !== one.id), { id: one.id, label: one.label, ...result }])
    }
    for (const one of chosen) {
      // Whoever gives no reason for the first wants none of the others asked for.
      if (act.withdrawn) failed.push(one)
      else await addOne(one)
    }
    setBusy(false)
    setChosen(failed)
    if (failed.length > 0) return
    if (added.length > 0) {
      const [words, place] = [addedWords(added), detail.workspace.name]
      const back = { done: `${words} is not in ${place} any more.`, still: `${words} is still in ${place}.` }
      const one = added.length === 1
      tellUndoable(`${words} ${one ? 'was' : 'were'} added to ${place}.`, one ? takeBack(answers[0], back) : null)
    }
    onClose()
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
        <MemberPicker workspace={detail.workspace} without={inside} onChoose={(one) => setChosen([...chosen, one])} />
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

function failure(error: unknown): Pick<Result, 'problem' | 'proposed'> {
  if (isProposed(error)) return { problem: null, proposed: true }
  return { problem: error instanceof Error ? error.message : 'Something went wrong.', proposed: false }
}

function addedWords(chosen: readonly Candidate[]): string {
  const [only] = chosen
  return chosen.length === 1 && only !== undefined
    ? (only.label.split(' · ')[0] ?? only.label)
    : `${chosen.length} people`
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
          {result.label}: {result.problem ?? (result.proposed ? 'proposed, waits for an approval' : 'added')}
        </li>
      ))}
    </ul>
  )
}
