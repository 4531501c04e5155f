'use client'
import { Field, TextInput } from './field.tsx'

const longestReason = 500

type ReasonProps = { reason: string; onChange: (reason: string) => void; optional?: boolean }

/** Required by the policy file unless it is `optional`; the audit log keeps it. */
export function ReasonField({ reason, onChange, optional = false }: ReasonProps) {
  return (
    <Field label="Reason" hint={`${optional ? '' : 'The policy asks for one. '}It is kept in the audit log.`}>
      {(ids) => (
        <TextInput
          {...ids}
          required={!optional}
          maxLength={longestReason}
          value={reason}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

/** Said before the click: the change will wait. */
export function SecondPerson({ by }: { by: 'admin' | 'workspace_manager' }) {
  const who = by === 'admin' ? 'a portal admin' : 'a portal admin or a manager of the workspace'
  return (
    <p className="rounded border border-info/40 bg-info-wash px-3 py-2 text-info">
      A second person must approve this: {who} other than you. Nothing changes before that.
    </p>
  )
}
