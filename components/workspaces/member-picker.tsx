'use client'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Field, TextInput } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { refusalOf } from '#components/ui/refusal.ts'
import { membersQuery } from '#lib/client/members.ts'
import { workspaceMemberCan } from '#lib/rules/workspace-can.ts'
import type { MemberRow, WorkspaceRow } from '#lib/schemas/views.ts'
import { candidatesFor } from './member-candidates.ts'
import type { Candidate } from './member-candidates.ts'

type PickerProps = { workspace: WorkspaceRow; without: ReadonlySet<string>; onChoose: (one: Candidate) => void }

/** Finds members of the organization by name, e-mail or id; Enter takes the first. */
export function MemberPicker({ workspace, without, onChoose }: PickerProps) {
  const person = usePerson()
  const members = useQuery(membersQuery())
  const [search, setSearch] = useState('')
  const input = useRef<HTMLInputElement>(null)
  const refusalFor = (row: MemberRow) => refusalOf(workspaceMemberCan.add(person, workspace, row))
  const candidates = candidatesFor(members.data?.rows ?? [], search, without, refusalFor)
  const choose = (one: Candidate | undefined) => {
    if (one === undefined) return
    onChoose(one)
    setSearch('')
    input.current?.focus()
  }
  return (
    <>
      <Field
        label="Member"
        hint={
          person.role === 'workspace_manager'
            ? 'You see the members of your own workspaces. For anybody else paste their member id (user_…).'
            : 'By name, e-mail or id.'
        }
      >
        {(ids) => (
          <TextInput
            {...ids}
            ref={input}
            data-autofocus=""
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || search.trim() === '') return
              event.preventDefault()
              choose(candidates.find((one) => one.refusal === null))
            }}
          />
        )}
      </Field>
      {members.error ? <Problem error={members.error} /> : null}
      <output className={search.trim() !== '' && candidates.length === 0 ? 'block text-soft' : 'sr-only'}>
        {search.trim() === '' ? '' : foundWords(candidates.length, members.isFetched)}
      </output>
      {candidates.length > 0 ? (
        <ul aria-label="Found members" className="flex flex-col gap-1">
          {candidates.map((one) => (
            <li key={one.id}>
              <Button
                small
                look="quiet"
                className="w-full justify-start"
                refusal={one.refusal}
                onClick={() => choose(one)}
              >
                <span className="truncate">{one.label}</span>
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
    </>
  )
}

function foundWords(count: number, whole: boolean): string {
  if (count > 0) return `${count} found`
  return whole ? 'Nobody matches who is not here already.' : 'The members are still being read.'
}
