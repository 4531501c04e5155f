import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { rowsOf } from './finder.ts'
import type { Finder } from './finder.ts'

/** Keys that go on working although who made them has left. Until all members are read, nobody has left. */
export const findLeavers: Finder = ({ keys, missing }) => {
  if (missing.includes('members')) return []
  const orphaned = keys
    .filter((key) => key.status === 'active' && key.creator?.state === 'left')
    .map((key) => ({
      id: key.id,
      title: `${key.name} outlived its creator`,
      detail: `Made by someone who has left; active${placeOf(key)}`,
      href: `${pagePaths.keys()}?q=${encodeURIComponent(key.id)}`,
      act: { kind: 'disable_key' as const, key },
    }))
  return rowsOf('owner_gone', 'danger', orphaned, {
    title: (count) => `${count.toLocaleString('en')} active keys outlived their creator`,
    detail: 'Whoever made them has left the organization; the keys go on working',
    href: `${pagePaths.keys()}?view=owner_gone&status=active`,
    label: 'Review all',
  })
}

function placeOf({ workspace }: KeyRow): string {
  return workspace === null ? '' : ` in ${workspace.name}`
}
