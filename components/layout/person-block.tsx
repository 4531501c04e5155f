'use client'
import { LogOut, Monitor, Moon, Rows2, Rows3, Sun } from 'lucide-react'
import { IconButton } from '#components/ui/button.tsx'
import { portalRoleTitle } from '#lib/schemas/person.ts'
import { useAppearance } from './appearance-context.tsx'
import type { Theme } from './appearance.ts'
import { usePerson } from './person-context.tsx'
import { leavePortal } from './sign-out-button.tsx'

const themes: Record<Theme, { next: Theme; icon: typeof Sun; words: string }> = {
  system: { next: 'light', icon: Monitor, words: 'Theme: as the system' },
  light: { next: 'dark', icon: Sun, words: 'Theme: light' },
  dark: { next: 'system', icon: Moon, words: 'Theme: dark' },
}

export function PersonBlock() {
  const person = usePerson()
  const { appearance, change } = useAppearance()
  const theme = themes[appearance.theme]
  const compact = appearance.density === 'compact'
  const DensityIcon = compact ? Rows3 : Rows2
  return (
    <div className="shrink-0 border-t border-line px-2 py-2">
      <div className="min-w-0 px-2 py-1">
        <p className="truncate">{person.name}</p>
        <p className="truncate text-small text-soft">{portalRoleTitle(person.role)}</p>
      </div>
      <div className="flex gap-1 px-0.5">
        <IconButton small label={theme.words} onClick={() => change({ theme: theme.next })}>
          <theme.icon size={15} aria-hidden />
        </IconButton>
        <IconButton
          small
          label={compact ? 'Rows: compact' : 'Rows: comfortable'}
          onClick={() => change({ density: compact ? 'comfortable' : 'compact' })}
        >
          <DensityIcon size={15} aria-hidden />
        </IconButton>
        <IconButton small label="Sign out" className="ml-auto" onClick={() => void leavePortal()}>
          <LogOut size={15} aria-hidden />
        </IconButton>
      </div>
    </div>
  )
}
