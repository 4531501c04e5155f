'use client'
import { useId } from 'react'
import { assignableOrgRoles, roleName } from '#lib/schemas/roles.ts'
import { useInviteRefusal } from './use-invite-refusal.ts'

const meanings: Record<string, string> = {
  user: 'Uses the Workbench',
  claude_code_user: 'Workbench and Claude Code',
  developer: 'Workbench, API keys and Claude Code',
  billing: 'Workbench and billing',
}

/** The role for every row that names none. A role out of reach stays in sight and says why. */
export function InviteRoleChoice({ role, choose }: { role: string; choose: (role: string) => void }) {
  const refused = useInviteRefusal()
  const name = useId()
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-strong">Role</legend>
      <div className="grid gap-x-4 gap-y-1 desk:grid-cols-2">
        {assignableOrgRoles.map((value) => {
          const refusal = refused.create(value)
          return (
            <div key={value} className="grid grid-cols-[16px_1fr] items-start gap-x-2 py-0.5">
              <input
                id={`${name}-${value}`}
                type="radio"
                name={name}
                value={value}
                checked={role === value}
                disabled={refusal !== null}
                aria-describedby={`${name}-${value}-about`}
                onChange={() => choose(value)}
                className="mt-0.5 size-4 accent-accent"
              />
              <label htmlFor={`${name}-${value}`} className={refusal === null ? '' : 'text-soft'}>
                {roleName(value)}
              </label>
              <span id={`${name}-${value}-about`} className="col-start-2 text-small text-soft">
                {refusal ?? meanings[value]}
              </span>
            </div>
          )
        })}
      </div>
      <p className="text-small text-soft">A role behind an address, as in a second CSV column, wins over this one.</p>
    </fieldset>
  )
}
