'use client'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { RadioChoice } from '#components/ui/radio-choice.tsx'
import type { RadioOption } from '#components/ui/radio-choice.tsx'

type RoleChoiceProps = {
  title: string
  legend: string
  options: readonly RadioOption[]
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
      <RadioChoice legend={legend} options={options} value={role} onChange={setRole} />
    </FormDialog>
  )
}
