'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { Field, Select, TextInput } from '#components/ui/field.tsx'
import { useNow } from '#components/ui/use-now.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { makeToken } from '#lib/client/tokens.ts'
import { roleWithin } from '#lib/rules/token-can.ts'
import type { TokenMade } from '#lib/schemas/access.ts'
import { portalRoles } from '#lib/schemas/person.ts'
import { expiryChoices, expiryOf, lastDay } from './expiry.ts'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { RoleChoice } from './role-choice.tsx'
import { WorkspaceChoice } from './workspace-choice.tsx'

type Props = { onMade: (made: TokenMade) => void; onClose: () => void }

/** A new token: what it is for, what it may do at most, and when it ends. */
export function TokenDialog({ onMade, onClose }: Props) {
  const client = useQueryClient()
  const { role: own } = usePerson()
  const roles = portalRoles.filter((role) => own !== null && roleWithin(role, own))
  const [name, setName] = useState('')
  const [role, setRole] = useState(roles[0] ?? 'auditor')
  const [workspaces, setWorkspaces] = useState<string[]>([])
  const [choice, setChoice] = useState('90')
  const [date, setDate] = useState('')
  const now = useNow()
  const latest = now === null ? undefined : lastDay(now)
  const scoped = role === 'workspace_manager'
  const refusal =
    name.trim() === ''
      ? 'Give it a name first.'
      : scoped && workspaces.length === 0
        ? 'Choose at least one workspace.'
        : choice === 'date' && date === ''
          ? 'Choose the day on which it ends.'
          : null
  const run = async () => {
    const wanted = { name: name.trim(), role, workspaces: scoped ? workspaces : [], expires_at: expiryOf(choice, date) }
    onMade(await startMutation(client, makeToken(client), wanted))
  }
  return (
    <FormDialog
      title="Make a token"
      description="For a script that calls the Admin API through Steward. It never may do more than you may at that moment."
      submitLabel="Make token"
      refusal={refusal}
      run={run}
      onClose={onClose}
    >
      <Field label="Name" hint="What uses it, such as ci or offboarding.">
        {(ids) => (
          <TextInput
            {...ids}
            data-autofocus=""
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <RoleChoice role={role} roles={roles} onChange={setRole} />
      {scoped ? <WorkspaceChoice chosen={workspaces} onChange={setWorkspaces} /> : null}
      <Field label="Expires">
        {(ids) => (
          <Select {...ids} value={choice} onChange={(event) => setChoice(event.target.value)}>
            {expiryChoices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {choice === 'date' ? (
        <Field label="Last day" hint="It works until the end of this day, UTC.">
          {(ids) => (
            <TextInput
              {...ids}
              type="date"
              max={latest}
              value={date}
              onChange={(event) => setDate(event.target.value)}
            />
          )}
        </Field>
      ) : null}
    </FormDialog>
  )
}
