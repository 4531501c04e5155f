'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { announce } from '#components/ui/announcer.tsx'
import { ApiError, isProposed } from '#lib/client/api-error.ts'
import { invitesChanged, sendInvite } from '#lib/client/invites.ts'
import type { NewInvite } from '#lib/client/invites.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { newAct } from '#lib/client/write-asks.ts'
import type { Act } from '#lib/client/write-asks.ts'

export type Outcome =
  | { state: 'waiting' | 'sending' | 'sent' | 'proposed' }
  | { state: 'failed'; message: string; requestId: string | null; ends: boolean }

export type RunRow = NewInvite & { outcome: Outcome }

export type InviteRun = {
  rows: readonly RunRow[]
  phase: 'not_started' | 'running' | 'over'
  /** True while the organization's quota is used up and the run waits for it. */
  waiting: boolean
  start: (invites: readonly NewInvite[]) => void
  retry: () => void
  stop: () => void
  /** Put it on any element: the run ends with the row being sent when that element leaves the page. */
  endsWith: (element: HTMLElement | null) => () => void
}

const quotaPause = 10_000
const quotaPatience = 12

/** Sends invites one by one, so that every row has its own answer and stopping leaves no row in between. */
export function useInviteRun(): InviteRun {
  const client = useQueryClient()
  const person = usePerson()
  const [rows, setRows] = useState<readonly RunRow[]>([])
  const [phase, setPhase] = useState<InviteRun['phase']>('not_started')
  const [waiting, setWaiting] = useState(false)
  const stopped = useRef(false)

  const note = (email: string, outcome: Outcome) =>
    setRows((known) => known.map((row) => (row.email === email ? { ...row, outcome } : row)))

  const send = async ({ email, role, reason }: NewInvite, act: Act): Promise<Outcome> => {
    for (let tries = 1; ; tries += 1) {
      try {
        await startMutation(client, sendInvite(client, person.email || person.name), { email, role, reason, act })
        return { state: 'sent' }
      } catch (error) {
        if (isProposed(error)) return { state: 'proposed' }
        // Turned away before anything was done, so asking again is safe.
        const turnedAway = error instanceof ApiError && error.status === 429
        if (!turnedAway || stopped.current || tries > quotaPatience) return failure(error)
        setWaiting(true)
        await new Promise((resolve) => setTimeout(resolve, quotaPause))
        setWaiting(false)
      }
    }
  }

  const run = async (list: readonly NewInvite[]) => {
    stopped.current = false
    setPhase('running')
    announce(`Sending ${list.length} invites`)
    addEventListener('beforeunload', askFirst)
    const outcomes: Outcome[] = []
    const act = newAct()
    for (const invite of list) {
      if (stopped.current) break
      note(invite.email, { state: 'sending' })
      const outcome = await send(invite, act)
      outcomes.push(outcome)
      note(invite.email, outcome)
      if (outcome.state === 'failed' && outcome.ends) break
    }
    removeEventListener('beforeunload', askFirst)
    setPhase('over')
    const sent = outcomes.filter((outcome) => outcome.state === 'sent').length
    const proposed = outcomes.filter((outcome) => outcome.state === 'proposed').length
    announce(`${sent} of ${list.length} invites sent${proposed === 0 ? '' : `, ${proposed} proposed`}`)
    await invitesChanged(client)
  }

  return {
    rows,
    phase,
    waiting,
    start: (invites) => {
      setRows(invites.map((invite) => ({ ...invite, outcome: { state: 'waiting' } })))
      void run(invites)
    },
    retry: () => {
      const left = rows.filter((row) => !isOver(row.outcome))
      for (const row of left) note(row.email, { state: 'waiting' })
      void run(left)
    },
    stop: () => {
      stopped.current = true
    },
    endsWith: useCallback(
      () => () => {
        stopped.current = true
      },
      [],
    ),
  }
}

/** Sent, or waiting for a second person: nothing to send again. */
export function isOver(outcome: Outcome): boolean {
  return outcome.state === 'sent' || outcome.state === 'proposed'
}

/** The browser asks before the tab is closed. */
function askFirst(event: BeforeUnloadEvent) {
  event.preventDefault()
}

/** When the portal cannot be reached, every further row would only fail the same way. */
function failure(error: unknown): Outcome {
  const api = error instanceof ApiError ? error : null
  return {
    state: 'failed',
    message: error instanceof Error ? error.message : 'Something went wrong.',
    requestId: api?.requestId ?? null,
    ends: api?.kind === 'network' || api?.kind === 'withdrawn' || api?.kind === 'session' || api?.status === 403,
  }
}
