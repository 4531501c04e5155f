'use client'
import dynamic from 'next/dynamic'
import { useRef } from 'react'
import type { MenuItem } from '#components/ui/menu-items.ts'

export const loadMenu = () => import('#components/ui/menu-panel.tsx')
const MenuPanel = dynamic(async () => (await loadMenu()).MenuPanel, { ssr: false })

/** A menu that hangs on a cell of the grid for as long as it is open; the focus goes back to the cell. */
export function SpotMenu({ label, items, onClose }: { label: string; items: () => MenuItem[]; onClose: () => void }) {
  const cell = useRef<HTMLElement>(null)
  return (
    <span
      ref={(inside) => {
        if (inside !== null) cell.current = inside.closest<HTMLElement>('[data-spot]')
      }}
      className="absolute inset-0"
    >
      <MenuPanel
        label={label}
        items={items}
        align="start"
        open
        setOpen={(open) => (open ? undefined : onClose())}
        trigger={cell}
      />
    </span>
  )
}
