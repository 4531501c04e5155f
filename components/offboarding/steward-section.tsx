import Link from 'next/link'
import { Badge } from '#components/ui/badge.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Day, TimeAgo } from '#components/ui/time.tsx'
import { pagePaths } from '#lib/paths.ts'
import { portalRoleTitle, portalRoles } from '#lib/schemas/person.ts'
import type { StewardHoldings } from '#lib/schemas/offboarding.ts'
import { CheckLine } from './check-line.tsx'
import { canBeCancelled } from './leaver-acts.ts'
import { count } from './offboarding-words.ts'
import { stewardItems } from './use-choices.ts'
import type { Choices } from './use-choices.ts'

/** What somebody with this address holds in Steward itself. None of it is in the Claude organization. */
export function StewardSection({ people, choices }: { people: readonly StewardHoldings[]; choices: Choices }) {
  return (
    <Panel title="In Steward">
      {people.length === 0 ? (
        <p className="px-4 py-3 text-soft">Nobody with this address has signed in to Steward.</p>
      ) : null}
      {people.map((held) => (
        <section
          key={held.person.id}
          aria-label={`Steward: ${held.person.name}`}
          className="border-t border-line first:border-t-0"
        >
          <WhoTheyAre held={held} />
          <WhatEnds held={held} choices={choices} />
          <WhatStays held={held} />
        </section>
      ))}
    </Panel>
  )
}

function WhoTheyAre({ held: { person, portal_role } }: { held: StewardHoldings }) {
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 px-4 pt-3 pb-1">
      <span className="font-strong">{person.name}</span>
      <span className="text-soft">{person.email}</span>
      <Badge>{roleTitle(portal_role)}</Badge>
      {person.email_verified ? null : (
        <Badge tone="caution" tip="The identity provider did not confirm this address, so this may be somebody else.">
          Address not confirmed
        </Badge>
      )}
      <span className="text-soft">
        last seen <TimeAgo at={person.last_seen_at} />
      </span>
    </p>
  )
}

function WhatEnds({ held, choices }: { held: StewardHoldings; choices: Choices }) {
  const { sessions, tokens, grants, jobs } = held
  const item = (name: string) => ({ checked: choices.ends(name), onToggle: () => choices.toggleSteward(name) })
  return (
    <>
      {grants.map(({ id, role, until }) => (
        <CheckLine
          key={id}
          label={`End the grant of ${roleTitle(role)}`}
          note={
            until === null ? (
              'Without an end.'
            ) : (
              <>
                Ends by itself on <Day at={until} />.
              </>
            )
          }
          {...item(stewardItems.grant(id))}
        />
      ))}
      {tokens.map(({ id, name, role, last_used_at }) => (
        <CheckLine
          key={id}
          label={`Revoke the token ${name}`}
          note={
            <>
              {roleTitle(role)},{' '}
              {last_used_at === null ? (
                'no use recorded'
              ) : (
                <>
                  last used <TimeAgo at={last_used_at} />
                </>
              )}
              .
            </>
          }
          {...item(stewardItems.token(id))}
        />
      ))}
      {jobs.filter(canBeCancelled).map(({ id, title, status }) => (
        <CheckLine
          key={id}
          label={`Cancel their job ${title}`}
          note={`It is ${status}, and goes on with the rights they have when each row’s turn comes.`}
          {...item(stewardItems.job(id))}
        />
      ))}
      {sessions === 0 ? null : (
        <CheckLine
          label={`End ${count(sessions, 'session')}`}
          note="Their next request is not signed in."
          {...item(stewardItems.sessions(held))}
        />
      )}
    </>
  )
}

function WhatStays({ held }: { held: StewardHoldings }) {
  const { groups, proposals, jobs, grants, tokens, sessions } = held
  const nothing = grants.length + tokens.length + sessions === 0
  return (
    <div className="flex flex-col gap-1 px-4 pt-1 pb-3 text-soft">
      {nothing ? <p>No grant, no token and no session of their own.</p> : null}
      {proposals.length === 0 ? null : (
        <p>
          {count(proposals.length, 'proposal')} of theirs {proposals.length === 1 ? 'waits' : 'wait'} for a decision:{' '}
          {proposals.map(({ id, summary }, index) => (
            <span key={id}>
              {index === 0 ? null : ', '}
              <Link href={pagePaths.proposal(id)} prefetch={false} className="text-accent underline underline-offset-2">
                {summary}
              </Link>
            </span>
          ))}
        </p>
      )}
      {jobs.map(({ id, title, status }) => (
        <p key={id}>
          Their job{' '}
          <Link href={pagePaths.job(id)} prefetch={false} className="text-accent underline underline-offset-2">
            {title}
          </Link>{' '}
          is {status}.
        </p>
      ))}
      <p>
        Removing them from the Claude organization takes nothing away here. Disable the account at the identity provider
        as well{groups.length === 0 ? '' : `: roles may come from their groups (${groups.slice(0, 5).join(', ')})`}.
      </p>
    </div>
  )
}

function roleTitle(role: string | null): string {
  return role === null ? 'No portal role' : portalRoleTitle(portalRoles.find((known) => known === role) ?? null)
}
