'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { Field, Select, TextInput } from '#components/ui/field.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { giveGrant } from '#lib/client/grants.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { portalRoles } from '#lib/schemas/person.ts'
import type { PortalRole } from '#lib/schemas/person.ts'
import type { SettingsView } from '#lib/schemas/views.ts'
import { endOfDay } from './expiry.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { RoleChoice } from './role-choice.tsx'
import { WorkspaceChoice } from './workspace-choice.tsx'

type People = SettingsView['people']
type Draft = {
  kind: 'person' | 'group'
  person: string
  group: string
  role: PortalRole
  workspaces: string[]
  until: string
}

const blank: Draft = { kind: 'person', person: '', group: '', role: 'auditor', workspaces: [], until: '' }

/** Gives a portal role to a person who has signed in, or to a group of the identity provider. */
export function GrantDialog({ people, onClose }: { people: People; onClose: () => void }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(blank)
  const change = (patch: Partial<Draft>) => setDraft((known) => ({ ...known, ...patch }))
  const subject = draft.kind === 'person' ? draft.person : draft.group.trim()
  const scoped = draft.role === 'workspace_manager'
  const refusal =
    subject === ''
      ? `Choose the ${draft.kind} first.`
      : scoped && draft.workspaces.length === 0
        ? 'Choose at least one workspace.'
        : null
  const run = async () => {
    await startMutation(client, giveGrant(client), {
      subject_kind: draft.kind,
      subject,
      role: draft.role,
      workspaces: scoped ? draft.workspaces : [],
      until: draft.until === '' ? null : endOfDay(draft.until),
    })
    showToast({ text: 'The grant was given. It holds from their next request on.' })
    onClose()
  }
  return (
    <FormDialog
      title="Give a grant"
      description="On top of what groups in the policy file give. Of several roles the strongest one counts."
      submitLabel="Give grant"
      refusal={refusal}
      run={run}
      onClose={onClose}
    >
      <SubjectFields draft={draft} people={people} onChange={change} />
      <RoleChoice role={draft.role} roles={portalRoles} onChange={(role) => change({ role })} />
      {scoped ? <WorkspaceChoice chosen={draft.workspaces} onChange={(workspaces) => change({ workspaces })} /> : null}
      <Field label="Until" hint="The last day, UTC. Leave it empty for a grant without an end.">
        {(ids) => (
          <TextInput
            {...ids}
            type="date"
            value={draft.until}
            onChange={(event) => change({ until: event.target.value })}
          />
        )}
      </Field>
    </FormDialog>
  )
}

type SubjectProps = { draft: Draft; people: People; onChange: (patch: Partial<Draft>) => void }

function SubjectFields({ draft, people, onChange }: SubjectProps) {
  const { id: own } = usePerson()
  return (
    <>
      <Field label="For">
        {(ids) => (
          <Select
            {...ids}
            value={draft.kind}
            onChange={(event) => onChange({ kind: event.target.value === 'group' ? 'group' : 'person' })}
          >
            <option value="person">A person</option>
            <option value="group">A group</option>
          </Select>
        )}
      </Field>
      {draft.kind === 'person' ? (
        <Field label="Person" hint="People appear here once they have signed in. You cannot choose yourself.">
          {(ids) => (
            <Select
              {...ids}
              data-autofocus=""
              value={draft.person}
              onChange={(event) => onChange({ person: event.target.value })}
            >
              <option value="">Choose a person</option>
              {people
                .filter(({ id }) => id !== own)
                .map(({ id, name, email }) => (
                  <option key={id} value={id}>
                    {email === '' ? name : `${name} (${email})`}
                  </option>
                ))}
            </Select>
          )}
        </Field>
      ) : (
        <Field label="Group" hint="Exactly as the identity provider sends it in the groups claim.">
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={256}
              value={draft.group}
              onChange={(event) => onChange({ group: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  )
}
