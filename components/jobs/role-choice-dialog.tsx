'use client'
import type { ReactNode } from 'react'
import { useId, useState } from 'react'
import { FormDialog } from '#components/ui/form-dialog.tsx'

export type RoleOption = { value: string; label: string; refusal: string | null }

type RoleChoiceProps = {
  title: string
  legend: string
  options: readonly RoleOption[]
  /** What else has to be chosen, before the role. */
  children?: ReactNode
  /** Why the rest is not ready for a plan. */
  refusal?: string | null
  onPlan: (role: string) => Promise<void>
  onClose: () => void
}

/** One role for all selected rows; then the plan. A role out of reach stays in sight and says why. */
export function RoleChoiceDialog(props: RoleChoiceProps) {
  const { title, legend, options, children, refusal = null, onPlan, onClose } = props
  const [role, setRole] = useState<string | null>(null)
  const stops = refusal ?? (role === null ? 'Choose a role first.' : null)
  const run = async () => {
    if (role !== null) await onPlan(role)
  }
  return (
    <FormDialog title={title} onClose={onClose} submitLabel="Show the plan" refusal={stops} run={run}>
      {children}
      <RoleRadios legend={legend} options={options} role={role} onChange={setRole} />
    </FormDialog>
  )
}

type RadiosProps = {
  legend: string
  options: readonly RoleOption[]
  role: string | null
  onChange: (role: string) => void
}

function RoleRadios({ legend, options, role, onChange }: RadiosProps) {
  const name = useId()
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-strong">{legend}</legend>
      {options.map(({ value, label, refusal }) => (
        <div key={value} className="grid grid-cols-[16px_1fr] items-start gap-x-2 py-0.5">
          <input
            id={`${name}-${value}`}
            type="radio"
            name={name}
            value={value}
            checked={role === value}
            disabled={refusal !== null}
            aria-describedby={refusal === null ? undefined : `${name}-${value}-why`}
            onChange={() => onChange(value)}
            className="mt-0.5 size-4 accent-accent"
          />
          <label htmlFor={`${name}-${value}`} className={refusal === null ? '' : 'text-soft'}>
            {label}
          </label>
          {refusal === null ? null : (
            <span id={`${name}-${value}-why`} className="col-start-2 text-small text-soft">
              {refusal}
            </span>
          )}
        </div>
      ))}
    </fieldset>
  )
}
