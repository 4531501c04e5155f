import Link from 'next/link'
import { pagePaths } from '#lib/paths.ts'
import type { Overview } from '#lib/schemas/views.ts'

/** What there is, each number a way to it. A number the person may not know is left out. */
export function Counts({ counts }: { counts: Overview['counts'] }) {
  const items = [
    { label: 'Members', count: counts.members, href: pagePaths.members() },
    { label: 'Pending invites', count: counts.pending_invites, href: pagePaths.invites() },
    { label: 'Workspaces', count: counts.workspaces, href: pagePaths.workspaces() },
    { label: 'Active API keys', count: counts.active_keys, href: `${pagePaths.keys()}?status=active` },
  ].filter((item) => item.count !== null)
  return (
    <nav aria-label="Counts">
      <ul className="grid grid-cols-2 gap-px overflow-hidden rounded-large border border-line bg-line desk:flex">
        {items.map((item) => (
          <li key={item.label} className="flex-1 bg-surface">
            <Link
              href={item.href}
              prefetch={false}
              className="flex flex-col px-4 py-3 -outline-offset-2 hover:bg-hover"
            >
              <span className="figures text-large font-strong">{item.count?.toLocaleString('en')}</span>
              <span className="text-soft">{item.label}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
