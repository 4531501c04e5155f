/** Shapes of what changed without an action of Steward, and of looking back. No schema in the browser. */

/** Made by somebody elsewhere; done by upstream in the wake of another change; done by time alone. */
export const changeClasses = ['outside', 'consequence', 'by_the_clock'] as const
export type ChangeClass = (typeof changeClasses)[number]

/** A change upstream that no action of Steward made. It happened after `since`; Steward saw it at `seen_at`. */
export type ChangeRow = {
  id: string
  class: ChangeClass
  kind: string
  object_id: string
  workspace_id: string | null
  change: 'created' | 'changed' | 'deleted'
  summary: string
  since: string
  seen_at: string
  /** The object as Steward had it before and after; null where it was not there. */
  before: unknown
  after: unknown
  fields: string[]
  /** The audit event that tells of it, and the one it follows from. */
  event_id: string | null
  cause: string | null
}

/** Newest first. `next` is the cursor of the following page, null at the end. */
export type ChangePage = { rows: ChangeRow[]; next: string | null }

export const historyNouns = ['members', 'invites', 'workspaces', 'keys'] as const
export type HistoryNoun = (typeof historyNouns)[number]

export type HistoryValue = string | number | null

/**
 * One object as it was. `fields` are its own facts, by upstream's words and with ids; a membership is
 * `workspaces.<id>`, a tag `tags.<key>`. `counts` are joined from other lists.
 */
export type HistoryRow = {
  id: string
  label: string
  fields: Record<string, HistoryValue>
  counts: Record<string, number | null>
}

/** How well a moment is known. */
export type Moment = {
  at: string
  /** False before the list was read for the first time: then there are no rows, which means nothing. */
  known: boolean
  known_from: string | null
  /** The reading that shows how things were: `at` itself while the list was read every few minutes. */
  read_at: string | null
  /** When it was read again, where `at` lies in a gap; what changed in between was seen then. */
  next_read_at: string | null
  /** Joined lists that had not been read yet, in words. */
  missing: string[]
}

/** `names` says what ids in the rows were called then. `rows` may hold only the first of `total`. */
export type PastView = Moment & {
  noun: HistoryNoun
  rows: HistoryRow[]
  total: number
  names: Record<string, string>
}

export type FieldDifference = { field: string; before: HistoryValue; after: HistoryValue }
export type DifferenceRow = {
  id: string
  label: string
  change: 'added' | 'removed' | 'changed'
  fields: FieldDifference[]
}

export type DifferenceView = {
  noun: HistoryNoun
  from: Moment
  to: Moment
  counts: { added: number; removed: number; changed: number }
  rows: DifferenceRow[]
  total: number
  names: Record<string, string>
}
