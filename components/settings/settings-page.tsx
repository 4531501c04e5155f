'use client'
import { useQuery } from '@tanstack/react-query'
import { PageHeader } from '#components/layout/page-header.tsx'
import { FreshnessLine } from '#components/table/table-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { settingsQuery } from '#lib/client/settings.ts'
import type { SettingsView } from '#lib/schemas/views.ts'
import { ConnectionPanel, CredentialPanel } from './connection-panel.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { RolesPanel } from './roles-panel.tsx'
import { SettingsSection } from './settings-section.tsx'
import { TokensPanel } from './tokens-panel.tsx'

export function SettingsPage({ first }: { first: SettingsView }) {
  const query = useQuery(settingsQuery(first))
  const view = query.data ?? first
  return (
    <div className="mx-auto flex max-w-[1080px] flex-col gap-8 px-4 py-4 desk:px-6">
      <PageHeader
        title="Settings"
        below="Your account, who may do what, and how Steward is connected."
        actions={<FreshnessLine freshness={view} fetching={query.isFetching} />}
      />
      {query.error ? <Notice tone="caution">Could not look for news: {query.error.message}</Notice> : null}
      <SettingsSection title="Access" about="Who may use Steward, and what their portal role lets them do.">
        <PeoplePanel people={view.people} />
        <TokensPanel tokens={view.tokens} />
        <RolesPanel />
      </SettingsSection>
      <SettingsSection title="Connection" about="The organization, the credential and how much of the quota is used.">
        <ConnectionPanel view={view} />
        <CredentialPanel />
      </SettingsSection>
    </div>
  )
}
