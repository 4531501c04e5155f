'use client'
import { RadioChoice } from '#components/ui/radio-choice.tsx'
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
  return (
    <RadioChoice
      pairs
      legend="Role"
      hint="A role behind an address, as in a second CSV column, wins over this one."
      options={assignableOrgRoles.map((value) => ({
        value,
        label: roleName(value),
        refusal: refused.create(value),
        about: meanings[value],
      }))}
      value={role}
      onChange={choose}
    />
  )
}
