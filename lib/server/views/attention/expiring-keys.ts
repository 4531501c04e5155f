import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import { untilWords } from '#lib/rules/notices.ts'
import { rowsOf } from './finder.ts'
import type { Finder } from './finder.ts'

const withinMs = 14 * 86_400_000

/** Active keys that stop working within fourteen days, soonest first. */
export const findExpiringKeys: Finder = ({ keys, nowMs }) => {
  const expiring = keys
    .filter((key) => key.status === 'active' && key.expires_at !== null)
    .map((key) => ({ key, leftMs: Date.parse(key.expires_at ?? '') - nowMs }))
    .filter(({ leftMs }) => leftMs > 0 && leftMs <= withinMs)
    .toSorted((a, b) => a.leftMs - b.leftMs || (a.key.id < b.key.id ? -1 : 1))
    .map(({ key, leftMs }) => {
      const href = `${pagePaths.keys()}?q=${encodeURIComponent(key.id)}`
      return {
        id: key.id,
        title: `${key.name} expires ${untilWords(leftMs)}`,
        detail: key.workspace === null ? 'Organization-wide key' : `API key in ${key.workspace.name}`,
        href,
        act: { kind: 'open' as const, label: 'See the key', href },
      }
    })
  return rowsOf('key_expiring', 'caution', expiring, {
    title: (count) => `${count.toLocaleString('en')} active keys expire within 14 days`,
    detail: 'Calls with them fail from then on; new keys are made in the Claude Console',
    href: `${pagePaths.keys()}?view=expiring&status=active`,
    label: 'See all',
  })
}
