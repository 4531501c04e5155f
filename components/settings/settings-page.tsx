'use client'
import { useQuery } from '@tanstack/react-query'
import { PageHeader } from '#components/layout/page-header.tsx'
import { FreshnessLine } from '#components/table/table-title.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { settingsQuery } from '#lib/client/settings.ts'
import type { GrantsView, SessionsView, TokensView } from '#lib/schemas/access.ts'
import type { SettingsView } from '#lib/schemas/views.ts'
import { AuditLogPanel } from './audit-log-panel.tsx'
import { ConnectionPanel, CredentialPanel } from './connection-panel.tsx'
import { GrantsPanel } from './grants-panel.tsx'
import { NoticesPanel } from './notices-panel.tsx'
import { PeoplePanel } from './people-panel.tsx'
import { PolicyPanel } from './policy-panel.tsx'
import { RolesPanel } from './roles-panel.tsx'
import { OthersSessionsPanel, OwnSessionsPanel } from './sessions-panel.tsx'
import { SettingsSection } from './settings-section.tsx'
import { OthersTokensPanel, OwnTokensPanel } from './tokens-panel.tsx'

export type Account = { sessions: SessionsView; tokens: TokensView }
/** What only those may see who may see the settings. */
export type House = { settings: SettingsView; grants: GrantsView }

const page = 'mx-auto flex max-w-[1080px] flex-col gap-8 px-4 py-4 desk:px-6'

/** Everybody's own account; the rest of the house for those who may see it. */
export function SettingsPage({ account, house }: { account: Account; house: House | null }) {
  if (house !== null) return <WholeSettings account={account} house={house} />
  return (
    <div className={page}>
      <PageHeader title="Settings" below="Your account. Portal admins and auditors see the rest of the settings." />
      <AccountSection account={account} />
    </div>
  )
}

function AccountSection({ account }: { account: Account }) {
  return (
    <SettingsSection title="Your account" about="Where you are signed in, and the tokens of your scripts.">
      <OwnSessionsPanel first={account.sessions} />
      <OwnTokensPanel first={account.tokens} />
    </SettingsSection>
  )
}

function WholeSettings({ account, house }: { account: Account; house: House }) {
  const query = useQuery(settingsQuery(house.settings))
  const view = query.data ?? house.settings
  return (
    <div className={page}>
      <PageHeader
        title="Settings"
        below="Your account, who may do what, and how Steward is connected."
        actions={<FreshnessLine freshness={view} fetching={query.isFetching} />}
      />
      {query.error ? <Notice tone="caution">Could not look for news: {query.error.message}</Notice> : null}
      <AccountSection account={account} />
      <SettingsSection title="Access" about="Who may use Steward, and what their portal role lets them do.">
        <PeoplePanel people={view.people} />
        <GrantsPanel first={house.grants} people={view.people} />
        <OthersTokensPanel first={account.tokens} />
        <OthersSessionsPanel first={account.sessions} />
        <RolesPanel />
      </SettingsSection>
      <SettingsSection
        title="Policy and proof"
        about="What the company adds to the rules, and how the audit log is kept."
      >
        <PolicyPanel />
        <AuditLogPanel view={view} />
      </SettingsSection>
      <SettingsSection
        title="Notices"
        about="Who is told outside of Steward what should not wait, and whether it arrived."
      >
        <NoticesPanel />
      </SettingsSection>
      <SettingsSection title="Connection" about="The organization, the credential and how much of the quota is used.">
        <ConnectionPanel view={view} />
        <CredentialPanel />
      </SettingsSection>
    </div>
  )
}
