import { Field, Select } from '#components/ui/field.tsx'
import { portalRoleTitle, portalRoles } from '#lib/schemas/person.ts'
import type { PortalRole } from '#lib/schemas/person.ts'

type Props = { role: PortalRole; roles: readonly PortalRole[]; hint?: string; onChange: (role: PortalRole) => void }

export function RoleChoice({ role, roles, hint, onChange }: Props) {
  return (
    <Field label="Portal role" hint={hint}>
      {(ids) => (
        <Select
          {...ids}
          value={role}
          onChange={(event) => onChange(portalRoles.find((known) => known === event.target.value) ?? role)}
        >
          {roles.map((known) => (
            <option key={known} value={known}>
              {portalRoleTitle(known)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}
