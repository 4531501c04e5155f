import type { QueryClient } from '@tanstack/react-query'
import { endGrant } from '#lib/client/grants.ts'
import { controlJob } from '#lib/client/jobs.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { endSessions } from '#lib/client/sessions.ts'
import { revokeToken } from '#lib/client/tokens.ts'
import { portalRoleTitle, portalRoles } from '#lib/schemas/person.ts'
import type { StewardHoldings } from '#lib/schemas/offboarding.ts'
import { stewardItems } from './use-choices.ts'

/** One thing of Steward's own that ends, as a command of its own: nothing of it is a change upstream. */
export type LeaverAct = { item: string; label: string; run: (client: QueryClient) => Promise<unknown> }

/** Grants first, so that nothing new is begun with them; then tokens; then what they began; sessions last. */
export function leaverActs(people: readonly StewardHoldings[], ends: (item: string) => boolean): LeaverAct[] {
  return people
    .flatMap((held) => [...grantActs(held), ...tokenActs(held), ...jobActs(held), ...sessionActs(held)])
    .filter(({ item }) => ends(item))
}

function grantActs({ grants }: StewardHoldings): LeaverAct[] {
  return grants.map(({ id, role }) => ({
    item: stewardItems.grant(id),
    label: `End the grant of ${portalRoleTitle(portalRoles.find((known) => known === role) ?? null)}`,
    run: (client) => startMutation(client, endGrant(client), { id }),
  }))
}

function tokenActs({ tokens }: StewardHoldings): LeaverAct[] {
  return tokens.map(({ id, name }) => ({
    item: stewardItems.token(id),
    label: `Revoke the token ${name}`,
    run: (client) => startMutation(client, revokeToken(client), { id }),
  }))
}

function jobActs({ jobs }: StewardHoldings): LeaverAct[] {
  return jobs.filter(canBeCancelled).map(({ id, title }) => ({
    item: stewardItems.job(id),
    label: `Cancel their job ${title}`,
    run: (client) => startMutation(client, controlJob(client), { id, act: 'cancel' }),
  }))
}

export function canBeCancelled({ status }: StewardHoldings['jobs'][number]): boolean {
  return status === 'running' || status === 'waiting'
}

function sessionActs(held: StewardHoldings): LeaverAct[] {
  if (held.sessions === 0) return []
  return [
    {
      item: stewardItems.sessions(held),
      label: 'End their sessions',
      run: (client) => startMutation(client, endSessions(client), { person_id: held.person.id }),
    },
  ]
}
