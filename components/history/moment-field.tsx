'use client'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Field, TextInput } from '#components/ui/field.tsx'
import { useNow } from '#components/ui/use-now.ts'
import { daysBefore } from './history-address.ts'

type MomentProps = { label: string; at: string; onChange: (at: string) => void }

const quick = [
  { label: 'Yesterday', days: 1 },
  { label: '7 days ago', days: 7 },
  { label: '30 days ago', days: 30 },
] as const

/** A moment in the person's own time zone. What is typed counts when the field is left, or at Enter. */
export function MomentField({ label, at, onChange }: MomentProps) {
  const inBrowser = useNow() !== null
  const [draft, setDraft] = useState<string | null>(null)
  const commit = () => {
    const ms = draft === null ? Number.NaN : new Date(draft).getTime()
    setDraft(null)
    if (!Number.isNaN(ms) && draft !== localText(at, inBrowser))
      onChange(new Date(Math.min(ms, Date.now())).toISOString())
  }
  return (
    <Field label={label}>
      {(ids) => (
        <TextInput
          {...ids}
          type="datetime-local"
          step={1}
          value={draft ?? localText(at, inBrowser)}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit()
          }}
          className="figures desk:w-56"
        />
      )}
    </Field>
  )
}

export function QuickMoments({ onChange }: Pick<MomentProps, 'onChange'>) {
  return (
    <fieldset aria-label="Quick choices" className="flex flex-wrap gap-1">
      {quick.map(({ label, days }) => (
        <Button key={label} look="quiet" onClick={() => onChange(daysBefore(Date.now(), days))}>
          {label}
        </Button>
      ))}
    </fieldset>
  )
}

/** As the field wants it. The server knows no time zone but UTC, and the browser begins with what the server wrote. */
function localText(at: string, inBrowser: boolean): string {
  const date = new Date(at)
  const shifted = inBrowser ? new Date(date.getTime() - date.getTimezoneOffset() * 60_000) : date
  return shifted.toISOString().slice(0, 19)
}
