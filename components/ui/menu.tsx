'use client'
import dynamic from 'next/dynamic'
import type { ComponentProps, ReactNode } from 'react'
import { useRef, useState } from 'react'
import { cx } from './cx.ts'
import type { MenuItem } from './menu-items.ts'

const loadPanel = () => import('./menu-panel.tsx')
const MenuPanel = dynamic(async () => (await loadPanel()).MenuPanel, { ssr: false })

type MenuProps = {
  /** The accessible name of the list that opens. */
  label: string
  /** Asked when it opens, so a table pays nothing for closed menus. */
  items: () => MenuItem[]
  align?: 'start' | 'end'
  className?: string
  button: Omit<ComponentProps<'button'>, 'onClick'> & { [data: `data-${string}`]: string | undefined }
  children: ReactNode
}

/** A button that opens a menu. The menu's code is fetched on hover or focus, before it is needed. */
export function Menu({ label, items, align = 'start', className, button, children }: MenuProps) {
  const [open, setOpen] = useState(false)
  const [used, setUsed] = useState(false)
  const trigger = useRef<HTMLButtonElement>(null)
  const toggle = () => {
    setUsed(true)
    setOpen(!open)
  }
  return (
    <span className={cx('relative inline-flex min-w-0', className)}>
      <button
        type="button"
        {...button}
        ref={trigger}
        aria-haspopup="menu"
        aria-expanded={open}
        onPointerEnter={() => void loadPanel()}
        onFocus={() => void loadPanel()}
        onClick={toggle}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return
          event.preventDefault()
          if (!open) toggle()
        }}
      >
        {children}
      </button>
      {used ? (
        <MenuPanel label={label} items={items} align={align} open={open} setOpen={setOpen} trigger={trigger} />
      ) : null}
    </span>
  )
}
