import type { ReactNode } from 'react'
import { AppShell } from '#components/layout/app-shell.tsx'
import { NoPortalRole } from '#components/layout/no-portal-role.tsx'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readShell } from '#lib/server/views/shell.ts'

export default async function PortalLayout({ children }: { children: ReactNode }) {
  const person = await requirePerson()
  if (person.role === null) return <NoPortalRole person={person} />
  return (
    <AppShell person={person} shell={await readShell(person)}>
      {children}
    </AppShell>
  )
}
