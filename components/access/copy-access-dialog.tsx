'use client'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { roleName } from '#lib/schemas/roles.ts'
import type { AccessMatrix, AccessRow } from '#lib/schemas/access-matrix.ts'
import { nameOf, roleWords } from './access-words.ts'
import { copyAccess } from './bulk-staging.ts'
import type { Proposal } from './bulk-staging.ts'
import type { Judge } from './cell-choices.ts'
import { RowPicker } from './row-picker.tsx'

type CopyProps = {
  member: AccessRow
  view: AccessMatrix
  judge: Judge
  onStage: (proposal: Proposal) => void
  onClose: () => void
}

/** For joiners: the access of a colleague, staged as the difference to what they have. */
export function CopyAccessDialog({ member, view, judge, onStage, onClose }: CopyProps) {
  const [other, setOther] = useState<AccessRow | null>(null)
  const [exactly, setExactly] = useState(false)
  const proposal = other === null ? null : copyAccess(judge, member, other, view.workspaces, exactly)
  const count = proposal?.changes.length ?? 0
  const stage = () => {
    if (proposal !== null) onStage(proposal)
    onClose()
  }
  const refusal = other === null ? 'Choose a person first.' : count === 0 ? 'There is nothing to change.' : null
  return (
    <Dialog
      title={`Copy access to ${nameOf(member)}`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" refusal={refusal} onClick={stage}>
            {count === 0 ? 'Stage' : `Stage ${count} change${count === 1 ? '' : 's'}`}
          </Button>
        </>
      }
    >
      <RowPicker
        label="From"
        hint="By name, e-mail or id. What this person only inherits is not copied."
        rows={view.rows}
        without={member.id}
        chosen={other}
        onChoose={setOther}
      />
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={exactly}
          onChange={(event) => setExactly(event.target.checked)}
          className="size-4 accent-accent"
        />
        Also take away what {other === null ? 'that person' : nameOf(other)} does not have
      </label>
      {proposal === null ? null : <Difference proposal={proposal} view={view} />}
    </Dialog>
  )
}

function Difference({ proposal, view }: { proposal: Proposal; view: AccessMatrix }) {
  const nameOfWorkspace = (id: string) => view.workspaces.find((workspace) => workspace.id === id)?.name ?? id
  return (
    <ul aria-label="What would be staged" className="flex flex-col gap-1">
      {proposal.changes.map(({ workspace_id, from, to }) => (
        <li key={workspace_id}>
          {nameOfWorkspace(workspace_id)}: <span className="text-soft">{roleWords(from)}</span> →{' '}
          {to === null ? 'No access' : roleName(to)}
        </li>
      ))}
      {proposal.changes.length === 0 ? (
        <li className="text-soft">Nothing was given to that person that is not here already.</li>
      ) : null}
      {proposal.left_out.map(({ workspace, reason }) => (
        <li key={workspace.id} className="text-caution">
          {workspace.name} is left out: {reason}
        </li>
      ))}
    </ul>
  )
}
