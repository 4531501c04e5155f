import type { Metadata } from 'next'
import { SettingsPage } from '#components/settings/settings-page.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { holds } from '#lib/rules/holds.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readSettings } from '#lib/server/views/settings.ts'

export const metadata: Metadata = { title: 'Settings' }

export default async function Settings() {
  const person = await requirePerson()
  const verdict = holds(person, 'settings.read')
  if (!verdict.allowed)
    return (
      <EmptyState level={1} title="Settings are not yours to see">
        {verdict.reason}
      </EmptyState>
    )
  return <SettingsPage first={await readSettings(person)} />
}
