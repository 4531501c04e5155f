import 'server-only'
import type { Selectable } from 'kysely'

/**
 * One change of one object in the mirror. `origin` is `sync` (a reading found it) or `write` (an action of ours wrote it
 * through, `intent_id`). `change` is created, changed, deleted, or same (a write that left what a reading had found).
 * A reading's change happened after `since_ms` and was seen at `seen_ms`. `class` tells what it was once that is decided
 * (history/decide.ts), `cause` the id of the event it follows from, `event_id` the audit event that tells of it.
 */
export type MirrorChangeTable = {
  kind: string
  parent: string
  id: string
  revision: number
  origin: string
  change: string
  since_ms: number
  seen_ms: number
  intent_id: string | null
  class: string | null
  cause: string | null
  event_id: string | null
  workspace_id: string | null
  summary: string | null
}

/** A time through which a list was read again and again, never more than minutes apart. */
export type MirrorReadingTable = { kind: string; from_ms: number; to_ms: number }

export type MirrorChange = Selectable<MirrorChangeTable>
