'use client'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useShortcuts } from '#components/ui/use-shortcuts.ts'
import { navItemsFor } from './nav-items.ts'
import { usePerson } from './person-context.tsx'

const KeyboardHelp = dynamic(async () => (await import('./keyboard-help.tsx')).KeyboardHelp, { ssr: false })

/** `g m` and its kin, and `?` for the list of all keys. */
export function GlobalKeys() {
  const router = useRouter()
  const [help, setHelp] = useState(false)
  const items = navItemsFor(usePerson())
  useShortcuts({
    ...Object.fromEntries(items.map((item) => [item.keys, () => router.push(item.href)])),
    '?': () => setHelp(true),
  })
  return help ? <KeyboardHelp items={items} onClose={() => setHelp(false)} /> : null
}
