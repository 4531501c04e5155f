import type { ReactNode } from 'react'
import { cx } from '#components/ui/cx.ts'
import { roleName, workspaceRoles } from '#lib/schemas/roles.ts'
import type { Grid } from './access-rules.ts'
import { roleWash, shortRole } from './role-marks.ts'

/** What the short words and the hatching mean. */
export function AccessLegend({ grid }: { grid: Grid }) {
  return (
    <ul
      aria-label="What the cells mean"
      className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-t border-line bg-sunken px-6 py-1.5 text-small text-soft"
    >
      {workspaceRoles.map((role) => (
        <Entry key={role} sample={shortRole(role)} look={cx('border', roleWash(role))}>
          {roleName(role)}
        </Entry>
      ))}
      <Entry sample="" look="hatched w-8 border border-line">
        Comes with the organization role
      </Entry>
      {grid.columns.some((column) => column.is_default) ? (
        <li>The Default Workspace has no members of its own.</li>
      ) : null}
    </ul>
  )
}

function Entry({ sample, look, children }: { sample: string; look: string; children: ReactNode }) {
  return (
    <li className="inline-flex items-center gap-1.5">
      <span aria-hidden className={cx('inline-flex h-5 items-center rounded-small px-1.5', look)}>
        {sample}
      </span>
      {children}
    </li>
  )
}
