'use client'
import { useQuery } from '@tanstack/react-query'
import { PageHeader } from '#components/layout/page-header.tsx'
import { FreshnessLine } from '#components/table/table-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { settingsQuery } from '#lib/client/settings.ts'
import type { SettingsView } from '#lib/schemas/views.ts'
import { AuditLogPanel } from './audit-log-panel.tsx'
import { ConnectionPanel, CredentialPanel } from './connection-panel.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { PolicyPanel } from './policy-panel.tsx'
import { RolesPanel } from './roles-panel.tsx'
import { TokensPanel } from './tokens-panel.tsx'

export function SettingsPage({ first }: { first: SettingsView }) {
  const query = useQuery(settingsQuery(first))
  const view = query.data ?? first
  return (
    <div className="mx-auto flex max-w-[1080px] flex-col gap-6 px-4 py-4 desk:px-6">
      <PageHeader
        title="Settings"
        below="How Steward is connected, and who may do what."
        actions={<FreshnessLine freshness={view} fetching={query.isFetching} />}
      />
      {query.error ? <Notice tone="caution">Could not look for news: {query.error.message}</Notice> : null}
      <ConnectionPanel view={view} />
      <CredentialPanel />
      <AuditLogPanel view={view} />
      <PolicyPanel />
      <PeoplePanel people={view.people} />
      <TokensPanel tokens={view.tokens} />
      <RolesPanel />
    </div>
  )
}
