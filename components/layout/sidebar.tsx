'use client'
import Link from 'next/link'
import { usePathname, useRouter } from 'next/navigation'
import { PaletteButton } from '#components/palette/palette-button.tsx'
import { cx } from '#components/ui/cx.ts'
import { Mark } from './mark.tsx'
import { isCurrent, navItemsFor } from './nav-items.ts'
import type { NavItem } from './nav-items.ts'
import { PersonBlock } from './person-block.tsx'
import { usePerson } from './person-context.tsx'
import { useShell } from './shell-context.tsx'

/** The organization at the top, the pages this person may see, the person at the bottom. */
export function Sidebar({ onNavigate }: { onNavigate?: () => void }) {
  const { organization, waiting } = useShell()
  const pathname = usePathname()
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex h-14 shrink-0 items-center gap-2.5 px-4">
        <Mark />
        <div className="min-w-0">
          <p className="truncate font-strong" data-tip={organization.name}>
            {organization.name}
          </p>
          <p className="-mt-0.5 text-small text-soft">Steward</p>
        </div>
      </div>
      <PaletteButton onOpen={onNavigate} />
      <nav aria-label="Pages" className="min-h-0 flex-1 overflow-y-auto px-2 py-1">
        <ul className="flex flex-col gap-px">
          {navItemsFor(usePerson()).map((item) => (
            <li key={item.href}>
              <NavLink
                item={item}
                current={isCurrent(item, pathname)}
                waiting={waiting[item.href] ?? 0}
                onNavigate={onNavigate}
              />
            </li>
          ))}
        </ul>
      </nav>
      <PersonBlock />
    </div>
  )
}

type NavLinkProps = { item: NavItem; current: boolean; waiting: number; onNavigate: (() => void) | undefined }

/** Fetched on hover, not on sight: seven pages rendered for nobody are a cost the first paint would pay. */
function NavLink({ item, current, waiting, onNavigate }: NavLinkProps) {
  const router = useRouter()
  const Icon = item.icon
  return (
    <Link
      href={item.href}
      prefetch={false}
      onPointerEnter={() => router.prefetch(item.href)}
      onClick={() => onNavigate?.()}
      aria-current={current ? 'page' : undefined}
      aria-keyshortcuts={item.keys}
      className={cx(
        'flex h-8 items-center gap-2.5 rounded px-2',
        current ? 'bg-accent-wash font-strong text-accent' : 'text-soft hover:bg-hover hover:text-ink',
      )}
    >
      <Icon size={16} aria-hidden className="shrink-0" />
      {item.label}
      {waiting === 0 ? null : (
        <span className="figures ml-auto rounded-small bg-caution-wash px-1.5 text-small text-caution">
          {waiting.toLocaleString('en')}
          <span className="sr-only"> waiting for you</span>
        </span>
      )}
    </Link>
  )
}
