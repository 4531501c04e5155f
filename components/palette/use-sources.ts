'use client'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { navItemsFor } from '#components/layout/nav-items.ts'
import { usePerson } from '#components/layout/person-context.tsx'
import { invitesQuery } from '#lib/client/invites.ts'
import { keysQuery } from '#lib/client/keys.ts'
import { membersQuery } from '#lib/client/members.ts'
import { isPartial } from '#lib/client/views.ts'
import { workspacesQuery } from '#lib/client/workspaces.ts'
import { extentOf } from '#lib/rules/permissions.ts'
import type { Power } from '#lib/rules/permissions.ts'
import type { View } from '#lib/schemas/views.ts'
import { inviteEntries, keyEntries, memberEntries, plainEntry, workspaceEntries } from './entries.ts'
import type { Entry } from './entries.ts'
import type { Sources } from './results.ts'
import { useActs } from './use-acts.ts'

type Lists = Sources & {
  /** What is not read yet, in words. */
  missing: string[]
  /** Why a list could not be read. */
  problems: string[]
}

/** All that this person can find: the lists the pages keep, which the server has bounded by what they may see. */
export function useSources(): Lists {
  const person = usePerson()
  const { actions, actsOn } = useActs()
  const enabled = (power: Power) => extentOf(person, power) !== 'none'
  const members = useQuery({ ...membersQuery(), enabled: enabled('members.read') })
  const workspaces = useQuery({ ...workspacesQuery(), enabled: enabled('workspaces.read') })
  const keys = useQuery({ ...keysQuery(), enabled: enabled('keys.read') })
  const invites = useQuery({ ...invitesQuery(), enabled: enabled('invites.read') })
  const lists = useMemo(
    () => [
      memberEntries(members.data?.rows ?? none),
      workspaceEntries(workspaces.data?.rows ?? none),
      keyEntries(keys.data?.rows ?? none),
      inviteEntries(invites.data?.rows ?? none),
    ],
    [members.data?.rows, workspaces.data?.rows, keys.data?.rows, invites.data?.rows],
  )
  const plain = useMemo(() => [...pagesOf(navItemsFor(person)), ...actions], [person, actions])
  const asked = [
    { words: 'members', query: members },
    { words: 'workspaces', query: workspaces },
    { words: 'API keys', query: keys },
    { words: 'invites', query: invites },
  ]
  return {
    plain,
    lists,
    actsOn,
    missing: asked.filter(({ query }) => isMissing(query)).map(({ words }) => words),
    problems: asked.flatMap(({ words, query }) => (query.error ? [`No news of ${words}: ${query.error.message}`] : [])),
  }
}

const none: never[] = []

function isMissing(query: { isFetching: boolean; data: View<unknown> | undefined }): boolean {
  return query.isFetching && (query.data === undefined || isPartial(query.data))
}

function pagesOf(items: ReturnType<typeof navItemsFor>): Entry[] {
  return items.map(({ label, href, icon }) =>
    plainEntry({ key: `page ${href}`, group: 'Pages', label, detail: '', go: href, icon }),
  )
}
