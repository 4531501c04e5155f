import type { NoticeKind } from '#lib/schemas/notices.ts'

const hour = 3_600_000
const day = 24 * hour

/** How many days before its end each is told, nearest first. */
export const keySteps = [1, 7, 14, 30] as const
export const inviteSteps = [1, 3] as const
export const reminderAfterMs = day

/** One thing to tell once: nobody is told the same (kind, object, step) twice over one channel. */
export type Due = { kind: NoticeKind; object: string; step: string; at_ms: number }

type Ending = { id: string; status: string; expires_at: string | null }
type Waiting = { id: string; status: string; created_ms: number; expires_ms: number }
type Seen = { id: string; at_ms: number }

export type NoticeFacts = {
  keys: readonly Ending[]
  invites: readonly Ending[]
  proposals: readonly Waiting[]
  /** Changes outside Steward that this channel has not been told of. */
  outside: readonly Seen[]
}

/**
 * What is due at this moment, most urgent first. Only the step that holds now is told: a key first seen five days before
 * its end tells the step of seven days, and not those of fourteen and thirty as well.
 */
export function dueNotices({ keys, invites, proposals, outside }: NoticeFacts, nowMs: number): Due[] {
  return [
    ...byTime(outside.map(({ id, at_ms }) => due('outside_changes', id, 'seen', at_ms))),
    ...byTime(ending('keys_expiring', keys, 'active', keySteps, nowMs)),
    ...byTime(waiting(proposals, nowMs)),
    ...byTime(ending('invites_expiring', invites, 'pending', inviteSteps, nowMs)),
  ]
}

function ending(kind: NoticeKind, objects: readonly Ending[], live: string, steps: readonly number[], nowMs: number) {
  return objects.flatMap(({ id, status, expires_at }) => {
    const end = Date.parse(expires_at ?? '')
    const step = status === live ? stepOf(end - nowMs, steps) : null
    return step === null ? [] : [due(kind, id, `${step}d`, end)]
  })
}

/** The nearest step that has been reached; null when it is further away than all of them, over, or never ends. */
export function stepOf(leftMs: number, steps: readonly number[]): number | null {
  if (!(leftMs > 0)) return null
  return steps.find((days) => leftMs <= days * day) ?? null
}

function waiting(proposals: readonly Waiting[], nowMs: number): Due[] {
  return proposals
    .filter(({ status, expires_ms }) => status === 'waiting' && expires_ms > nowMs)
    .map(({ id, created_ms }) =>
      due('proposals_waiting', id, nowMs - created_ms >= reminderAfterMs ? 'reminder' : 'made', created_ms),
    )
}

function due(kind: NoticeKind, object: string, step: string, at_ms: number): Due {
  return { kind, object, step, at_ms }
}

function byTime(found: Due[]): Due[] {
  return found.toSorted((a, b) => a.at_ms - b.at_ms || (a.object < b.object ? -1 : 1))
}

/** How long until then, in what people count in: "within the hour", "in 5 hours", "in 3 days". */
export function untilWords(leftMs: number): string {
  if (leftMs < hour) return 'within the hour'
  if (leftMs < 2 * day) return `in ${Math.floor(leftMs / hour)} hour${leftMs < 2 * hour ? '' : 's'}`
  return `in ${Math.round(leftMs / day)} days`
}
