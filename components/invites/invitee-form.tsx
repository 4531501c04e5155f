'use client'
import { useState } from 'react'
import { FileButton } from '#components/ui/file-button.tsx'
import { Field, TextArea } from '#components/ui/field.tsx'
import { countsOf } from './check-invitees.ts'
import { PreviewList } from './invitee-list.tsx'
import { InviteRoleChoice } from './invite-role-choice.tsx'
import type { Invitees } from './use-invitees.ts'

const largestFile = 2_000_000
const example = 'ada@example.com\nGrace Hopper <grace@example.com>\nalan@example.com, developer'

export function InviteeForm({ invitees }: { invitees: Invitees }) {
  const { text, write, role, choose, rows, compared } = invitees
  const [fileProblem, setFileProblem] = useState<string | null>(null)
  const take = async (file: File) => {
    if (file.size > largestFile) return setFileProblem(`${file.name} is larger than 2 MB.`)
    setFileProblem(null)
    const read = await file.text()
    write(text.trim() === '' ? read : `${text.trimEnd()}\n${read}`)
  }
  return (
    <>
      <Field
        label="E-mail addresses"
        hint="As many as you like: one a line, or with commas, or a CSV with the address and the role."
        problem={fileProblem}
      >
        {(ids) => (
          <TextArea
            {...ids}
            data-autofocus
            rows={5}
            value={text}
            placeholder={example}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => write(event.target.value)}
          />
        )}
      </Field>
      <FileButton small label="CSV file with addresses" take={(file) => void take(file)}>
        Read a CSV file…
      </FileButton>
      <InviteRoleChoice role={role} choose={choose} />
      {rows.length === 0 ? null : (
        <div className="flex flex-col gap-2">
          <output className="figures flex flex-wrap gap-x-3">
            {countsOf(rows).map(({ check, words }) => (
              <span key={check} className={check === 'valid' ? 'font-strong' : 'text-soft'}>
                {words}
              </span>
            ))}
            {compared ? null : <span className="text-soft">Comparing with the members…</span>}
          </output>
          <PreviewList rows={rows} />
        </div>
      )}
    </>
  )
}
