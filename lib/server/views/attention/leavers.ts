import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { rowsOf } from './finder.ts'
import type { Finder } from './finder.ts'

/**
 * Keys that go on working although who made them, or whom they act as, has left: the same as the saved view *Owner gone*.
 * Until all members are read, nobody has left.
 */
export const findLeavers: Finder = ({ keys, missing }) => {
  if (missing.includes('members')) return []
  const orphaned = keys
    .filter((key) => key.status === 'active' && key.findings.includes('owner_gone'))
    .map((key) => ({
      id: key.id,
      title: `${key.name} outlived ${key.creator?.state === 'left' ? 'its creator' : 'whom it acts as'}`,
      detail: `${key.creator?.state === 'left' ? 'Made by' : 'Acts as'} someone who has left; active${placeOf(key)}`,
      href: `${pagePaths.keys()}?q=${encodeURIComponent(key.id)}`,
      act: { kind: 'disable_key' as const, key },
    }))
  return rowsOf('owner_gone', 'danger', orphaned, {
    title: (count) => `${count.toLocaleString('en')} active keys outlived their owner`,
    detail: 'Whoever made them, or whom they act as, has left the organization; the keys go on working',
    href: `${pagePaths.keys()}?view=owner_gone&status=active`,
    label: 'Review all',
  })
}

function placeOf({ workspace }: KeyRow): string {
  return workspace === null ? '' : ` in ${workspace.name}`
}
