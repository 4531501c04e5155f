'use client'
import { Search } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { IconButton } from '#components/ui/button.tsx'
import { KeyHint } from '#components/ui/key-hint.tsx'
import { isApple, openPalette } from './palette-store.ts'

const label = 'Find anything'
const shared = {
  'aria-haspopup': 'dialog',
  'aria-keyshortcuts': 'Control+K Meta+K',
} as const

const never = () => () => undefined
const keysHere = () => (isApple() ? '⌘\u00a0K' : 'Ctrl\u00a0K')

/** In the sidebar: looks like the field that it opens. */
export function PaletteButton({ onOpen }: { onOpen?: (() => void) | undefined }) {
  const keys = useSyncExternalStore(never, keysHere, () => 'Ctrl\u00a0K')
  return (
    <button
      type="button"
      {...shared}
      onClick={() => {
        onOpen?.()
        openPalette()
      }}
      className="mx-2 mb-1 flex h-8 shrink-0 items-center gap-2.5 rounded border border-line bg-surface px-2 text-soft hover:bg-hover hover:text-ink"
    >
      <Search size={16} aria-hidden className="shrink-0" />
      <span className="min-w-0 flex-1 text-left">
        Find<span className="sr-only"> anything</span>
      </span>
      <span aria-hidden>
        <KeyHint keys={keys} />
      </span>
    </button>
  )
}

/** In the bar of narrow screens. */
export function PaletteIcon() {
  return (
    <IconButton label={label} {...shared} onClick={openPalette} className="ml-auto">
      <Search size={18} aria-hidden />
    </IconButton>
  )
}
