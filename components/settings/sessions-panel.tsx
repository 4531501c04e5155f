'use client'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { tellRefused } from '#components/ui/tell.ts'
import { TimeAgo } from '#components/ui/time.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { endSessions, sessionsQuery } from '#lib/client/sessions.ts'
import type { PersonSession, SessionRow, SessionsView } from '#lib/schemas/access.ts'
import { EndSessionsDialog } from './end-sessions-dialog.tsx'
import type { EndingSessions } from './end-sessions-dialog.tsx'

const facts: readonly PlainColumn<SessionRow>[] = [
  { header: 'Signed in', cell: (session) => <TimeAgo at={session.created_at} /> },
  { header: 'Last seen', cell: (session) => <TimeAgo at={session.last_seen_at} /> },
]

/** The browsers one is signed in with. Ending one is no loss: signing in again brings it back. */
export function OwnSessionsPanel({ first }: { first: SessionsView }) {
  const { data } = useQuery(sessionsQuery(first))
  const sessions = data?.mine ?? first.mine
  const ending = useMutation({
    ...endSessions(useQueryClient()),
    onSuccess: ({ count }) => showToast({ text: count === 1 ? 'One session ended.' : `${count} sessions ended.` }),
    onError: (error) => tellRefused('The session goes on.', error),
  })
  const others = sessions.filter(({ current }) => !current).length
  const columns: readonly PlainColumn<SessionRow>[] = [
    {
      header: 'Browser',
      cell: (session) => (
        <span className="flex items-center gap-2">
          <span className="font-strong">{session.browser}</span>
          {session.current ? <Badge tone="accent">This browser</Badge> : null}
        </span>
      ),
    },
    ...facts,
    {
      header: 'End',
      numeric: true,
      cell: (session) => (
        <Button
          small
          busy={ending.isPending}
          refusal={session.current ? 'This is the browser you are using. Sign out at the bottom of the sidebar.' : null}
          onClick={() => ending.mutate({ id: session.id })}
        >
          End
        </Button>
      ),
    },
  ]
  return (
    <Panel
      title="Your sessions"
      count={sessions.length}
      actions={
        <Button
          small
          busy={ending.isPending}
          refusal={others === 0 ? 'You are signed in with this browser only.' : null}
          onClick={() => ending.mutate('others')}
        >
          End all others
        </Button>
      }
    >
      <PlainTable
        caption="Browsers you are signed in with"
        columns={columns}
        rows={sessions}
        keyOf={(session) => session.id}
        empty="You are signed in with no browser."
      />
    </Panel>
  )
}

/** Everybody else who is signed in, for those who may end it. */
export function OthersSessionsPanel({ first }: { first: SessionsView }) {
  const { data } = useQuery(sessionsQuery(first))
  const [ending, setEnding] = useState<EndingSessions | null>(null)
  const sessions = (data ?? first).others
  if (sessions === null) return null
  const columns: readonly PlainColumn<PersonSession>[] = [
    {
      header: 'Person',
      cell: ({ person }) => (
        <span className="flex items-baseline gap-2">
          <span className="font-strong">{person.name}</span>
          <span className="text-soft">{person.email}</span>
        </span>
      ),
    },
    { header: 'Browser', cell: (session) => session.browser },
    ...facts,
    {
      header: 'End',
      numeric: true,
      cell: (session) => (
        <Button
          small
          onClick={() =>
            setEnding({
              which: { id: session.id },
              who: session.person.name,
              what: `the session in ${session.browser}`,
            })
          }
        >
          End…
        </Button>
      ),
    },
  ]
  return (
    <Panel
      title="Sessions of others"
      count={sessions.length}
      actions={
        <Button small onClick={() => setEnding({ which: 'everybody', who: 'everybody', what: 'every session' })}>
          End everybody’s…
        </Button>
      }
    >
      <PlainTable
        caption="Sessions of other people"
        columns={columns}
        rows={sessions}
        keyOf={(session) => session.id}
        empty="Nobody else is signed in."
      />
      {ending === null ? null : <EndSessionsDialog ending={ending} onClose={() => setEnding(null)} />}
    </Panel>
  )
}
