import 'server-only'
import { compareRows } from '#lib/rules/compare-rows.ts'
import type { DifferenceRow, DifferenceView, HistoryNoun, HistoryRow, Moment, PastView } from '#lib/schemas/history.ts'
import type { Person } from '#lib/schemas/person.ts'
import type { Freshness } from '#lib/schemas/views.ts'
import type { Kind } from '#lib/server/mirror/kinds.ts'
import { createPast, memberListsReadBy, readingsAround } from '#lib/server/mirror/past.ts'
import { workspacesWithMembers } from '#lib/server/mirror/read.ts'
import type { Snapshot } from '#lib/server/mirror/snapshot.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import type { Runtime } from '#lib/server/runtime-type.ts'
import type { Database } from '#lib/server/store/database.ts'
import { historyRows, kindsOfNoun, namesIn } from './history-rows.ts'
import { beginView } from './revision.ts'

/** How old the newest reading is that a past list may rest on. */
export async function readHistoryFreshness(person: Person, noun: HistoryNoun): Promise<Freshness> {
  return (await beginView(await getRuntime(), person, 'history', [kindsOfNoun[noun][0]])).freshness
}

/** `unread`: the workspaces whose members were not known then; all of them when not even the workspaces were. */
type State = { moment: Moment; rows: HistoryRow[]; names: Record<string, string>; unread: readonly string[] | 'all' }

/** One list as it was at `atMs` (epoch ms), as far as Steward had read it by then. */
export async function readPast(person: Person, noun: HistoryNoun, atMs: number): Promise<PastView> {
  const { moment, rows, names } = await stateAt(await getRuntime(), person, { noun, kinds: kindsOfNoun[noun], atMs })
  return { ...moment, noun, rows, total: rows.length, names }
}

/** A membership that could not be known at one of both moments is no difference. */
function compareKnown(before: State, after: State): DifferenceRow[] {
  const both = [before.unread, after.unread]
  if (both.every((unread) => unread.length === 0)) return compareRows(before.rows, after.rows)
  const isUnread = (id: string) => both.some((unread) => unread === 'all' || unread.includes(id))
  const isKnown = (name: string) => !name.startsWith('workspaces.') || !isUnread(name.slice('workspaces.'.length))
  const known = (rows: readonly HistoryRow[]) =>
    rows.map((row) => ({
      ...row,
      fields: Object.fromEntries(Object.entries(row.fields).filter(([name]) => isKnown(name))),
    }))
  return compareRows(known(before.rows), known(after.rows))
}

/** What changed in one list between two moments. Names are those of the later one, where it has one. */
export async function readDifference(
  person: Person,
  noun: HistoryNoun,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<DifferenceView> {
  const runtime = await getRuntime()
  // Counts are not compared, so what is only counted need not be read.
  const [own, ...joined] = kindsOfNoun[noun]
  const kinds: readonly [Kind, ...Kind[]] = [own, ...joined.filter((kind) => kind !== 'api_key')]
  const before = await stateAt(runtime, person, { noun, kinds, atMs: fromMs })
  const after = await stateAt(runtime, person, { noun, kinds, atMs: toMs })
  // Against a state that is not known everything would look new.
  const rows = before.moment.known && after.moment.known ? compareKnown(before, after) : []
  const count = (change: string) => rows.filter((row) => row.change === change).length
  return {
    noun,
    from: before.moment,
    to: after.moment,
    counts: { added: count('added'), removed: count('removed'), changed: count('changed') },
    rows,
    total: rows.length,
    names: { ...before.names, ...after.names },
  }
}

const pasts = new WeakMap<Database, ReturnType<typeof createPast>>()

function pastOf(database: Database): ReturnType<typeof createPast> {
  const known = pasts.get(database) ?? createPast(database)
  pasts.set(database, known)
  return known
}

type Asked = { noun: HistoryNoun; kinds: readonly [Kind, ...Kind[]]; atMs: number }

async function stateAt({ database }: Runtime, person: Person, { noun, kinds, atMs }: Asked): Promise<State> {
  const [own, ...joined] = kinds
  const { first_ms, read_ms, next_ms } = await readingsAround(database, own, atMs)
  const known = first_ms !== null && first_ms <= atMs
  const moment: Moment = {
    at: isoOf(atMs),
    known,
    known_from: first_ms === null ? null : isoOf(first_ms),
    read_at: !known ? null : isoOf(read_ms ?? atMs),
    next_read_at: next_ms === null || read_ms === atMs ? null : isoOf(next_ms),
    missing: [],
  }
  if (!known) return { moment, rows: [], names: {}, unread: [] }
  const snapshot = await pastOf(database)(kinds, atMs)
  const read = await memberListsReadBy(database, atMs)
  const rows = historyRows(noun, { snapshot, atMs, read }, person)
  const unread =
    joined.includes('workspace') && !(await wasRead(database, 'workspace', atMs))
      ? 'all'
      : workspacesWithMembers(snapshot).filter((id) => !read.has(id))
  const missing = await missingOf(database, joined, { snapshot, read, atMs })
  return { moment: { ...moment, missing }, rows, names: namesIn(rows, snapshot, person), unread }
}

const words: Partial<Record<Kind, string>> = { workspace: 'workspaces', user: 'members', api_key: 'API keys' }

async function missingOf(
  database: Database,
  kinds: readonly Kind[],
  { snapshot, read, atMs }: { snapshot: Snapshot; read: ReadonlySet<string>; atMs: number },
): Promise<string[]> {
  const missing: string[] = []
  for (const kind of kinds) {
    if (kind === 'workspace_member') {
      if (!workspacesWithMembers(snapshot).every((id) => read.has(id))) missing.push('members of some workspaces')
      continue
    }
    if (!(await wasRead(database, kind, atMs))) missing.push(words[kind] ?? kind)
  }
  return missing
}

async function wasRead(database: Database, kind: Kind, atMs: number): Promise<boolean> {
  const { first_ms } = await readingsAround(database, kind, atMs)
  return first_ms !== null && first_ms <= atMs
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
