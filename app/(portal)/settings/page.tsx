import type { Metadata } from 'next'
import { SettingsPage } from '#components/settings/settings-page.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { holds } from '#lib/rules/holds.ts'
import { publicIdOfPage, requirePerson } from '#lib/server/auth/page-person.ts'
import { readGrants } from '#lib/server/views/grants.ts'
import { readSessions } from '#lib/server/views/sessions.ts'
import { readSettings } from '#lib/server/views/settings.ts'
import { readTokens } from '#lib/server/views/tokens.ts'

export const metadata: Metadata = { title: 'Settings' }

export default async function Settings() {
  const person = await requirePerson()
  const verdict = holds(person, 'sessions.manage')
  if (!verdict.allowed)
    return (
      <EmptyState level={1} title="Settings are not yours to see">
        {verdict.reason}
      </EmptyState>
    )
  const account = {
    sessions: await readSessions(person, await publicIdOfPage()),
    tokens: await readTokens(person),
  }
  const house = holds(person, 'settings.read').allowed
    ? { settings: await readSettings(person), grants: await readGrants() }
    : null
  return <SettingsPage account={account} house={house} />
}
