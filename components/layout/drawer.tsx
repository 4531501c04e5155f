'use client'
import { Menu as MenuIcon } from 'lucide-react'
import { useCallback, useState } from 'react'
import { PaletteIcon } from '#components/palette/palette-button.tsx'
import { IconButton } from '#components/ui/button.tsx'
import { showWhileMounted } from '#components/ui/dialog.tsx'
import { Mark } from './mark.tsx'
import { useShell } from './shell-context.tsx'
import { Sidebar } from './sidebar.tsx'

/** The bar on narrow screens, and the sidebar as a drawer behind its button. */
export function NarrowBar() {
  const { organization } = useShell()
  const [open, setOpen] = useState(false)
  const close = () => setOpen(false)
  const show = useCallback((dialog: HTMLDialogElement) => {
    const conceal = showWhileMounted(dialog)
    dialog.addEventListener('click', (event) => (event.target === dialog ? setOpen(false) : undefined))
    return conceal
  }, [])
  return (
    <div className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-sunken px-3 desk:hidden">
      <IconButton label="Open navigation" onClick={() => setOpen(true)}>
        <MenuIcon size={18} aria-hidden />
      </IconButton>
      <Mark />
      <p className="min-w-0 truncate font-strong">{organization.name}</p>
      <PaletteIcon />
      {open ? (
        <dialog
          ref={show}
          aria-label="Navigation"
          onCancel={(event) => {
            event.preventDefault()
            close()
          }}
          className="m-0 h-dvh max-h-none w-64 max-w-[80vw] border-r border-line bg-sunken p-0 text-ink"
        >
          <Sidebar onNavigate={close} />
        </dialog>
      ) : null}
    </div>
  )
}
