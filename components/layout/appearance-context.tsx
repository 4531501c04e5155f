'use client'
import type { ReactNode } from 'react'
import { createContext, use, useState } from 'react'
import { appearanceCookies } from './appearance.ts'
import type { Appearance, Density } from './appearance.ts'

const AppearanceContext = createContext<{ appearance: Appearance; change: (patch: Partial<Appearance>) => void }>({
  appearance: { theme: 'system', density: 'comfortable' },
  change: () => undefined,
})

const oneYear = 365 * 86_400

function remember(appearance: Appearance) {
  for (const [part, name] of Object.entries(appearanceCookies)) {
    const value = part === 'theme' ? appearance.theme : appearance.density
    document.cookie = `${name}=${value}; path=/; max-age=${oneYear}; samesite=lax`
    document.documentElement.dataset[part] = value
  }
}

export function AppearanceProvider({ initial, children }: { initial: Appearance; children: ReactNode }) {
  const [appearance, setAppearance] = useState(initial)
  const change = (patch: Partial<Appearance>) => {
    const next = { ...appearance, ...patch }
    setAppearance(next)
    remember(next)
  }
  return <AppearanceContext value={{ appearance, change }}>{children}</AppearanceContext>
}

export function useAppearance() {
  return use(AppearanceContext)
}

export function useDensity(): Density {
  return use(AppearanceContext).appearance.density
}
