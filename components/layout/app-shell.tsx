import type { ReactNode } from 'react'
import { DialogHost } from '#components/ui/dialog-host.tsx'
import type { Person } from '#lib/schemas/person.ts'
import type { Shell } from '#lib/schemas/shell.ts'
import { PaletteHost } from '#components/palette/palette-host.tsx'
import { Banners } from './banners.tsx'
import { NarrowBar } from './drawer.tsx'
import { GlobalKeys } from './global-keys.tsx'
import { PersonProvider } from './person-context.tsx'
import { ShellProvider } from './shell-context.tsx'
import { Sidebar } from './sidebar.tsx'
import { WriteAsks } from './write-asks.tsx'

type ShellProps = { person: Person; shell: Shell; children: ReactNode }

/** Sidebar, banners, page. The page scrolls inside its own box, so a table can keep its header in sight. */
export function AppShell({ person, shell, children }: ShellProps) {
  return (
    <PersonProvider person={person}>
      <ShellProvider first={shell}>
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded focus:bg-raised focus:px-3 focus:py-2"
        >
          Skip to content
        </a>
        <div className="flex h-dvh flex-col desk:flex-row">
          <aside aria-label="Sidebar" className="hidden w-54 shrink-0 border-r border-line bg-sunken desk:block">
            <Sidebar />
          </aside>
          <NarrowBar />
          <main id="main" tabIndex={-1} className="flex min-h-0 min-w-0 flex-1 flex-col outline-none">
            <Banners />
            <div className="min-h-0 flex-1 overflow-y-auto">{children}</div>
          </main>
        </div>
        <GlobalKeys />
        <DialogHost />
        <WriteAsks />
        <PaletteHost />
      </ShellProvider>
    </PersonProvider>
  )
}
