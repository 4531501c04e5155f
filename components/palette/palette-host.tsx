'use client'
import dynamic from 'next/dynamic'
import { useSyncExternalStore } from 'react'
import { closePalette, isPaletteOpen, subscribePalette } from './palette-store.ts'

const Palette = dynamic(async () => (await import('./palette.tsx')).Palette, { ssr: false })

/** Stands once around every page; the palette itself is fetched when it is first opened. */
export function PaletteHost() {
  const open = useSyncExternalStore(subscribePalette, isPaletteOpen, () => false)
  return open ? <Palette onClose={closePalette} /> : null
}
