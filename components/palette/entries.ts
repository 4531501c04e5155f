import { keyLabel, keyStatusName, workspaceWords } from '#components/keys/key-words.ts'
import { hintEnd } from '#components/keys/cut-secret.ts'
import type { NavItem } from '#components/layout/nav-items.ts'
import { pagePaths } from '#lib/paths.ts'
import { roleName } from '#lib/schemas/roles.ts'
import type { InviteRow, KeyRow, MemberRow, WorkspaceRow } from '#lib/schemas/views.ts'
import { findable } from './rank.ts'
import type { Findable } from './rank.ts'

export const groups = ['Pages', 'Actions', 'Members', 'Workspaces', 'API keys', 'Invites'] as const
export type Group = (typeof groups)[number]

/** A dialog that opens in place of the palette. */
export type Asked = { what: 'invite' } | { what: 'workspace' }

/** One line of the palette. A `refusal` keeps it visible and says why it cannot be chosen. */
export type Entry = Findable & {
  key: string
  group: Group
  label: string
  detail: string
  refusal: string | null
  /** A page’s own, as in the sidebar; others show that of their group. */
  icon?: NavItem['icon']
  /** Where it leads, what it asks, or what it does. */
  go: string | Asked | (() => void)
  /** The object that further actions are offered for. */
  member?: MemberRow
  apiKey?: KeyRow
}

type Made = Omit<Entry, keyof Findable | 'refusal'>

function entry(made: Made, exact: readonly (string | null)[], texts: readonly string[]): Entry {
  return { ...made, ...findable(exact, texts), refusal: null }
}

const held = new WeakMap<readonly object[], readonly Entry[]>()

/** Made once for each list the browser gets, in the order of their labels: of equal fits the first in the alphabet shows. */
function once<Row extends object>(make: (row: Row) => Entry): (rows: readonly Row[]) => readonly Entry[] {
  return (rows) => {
    const known = held.get(rows)
    if (known) return known
    const made = rows.map(make).sort((one, other) => compare(one.texts[0] ?? '', other.texts[0] ?? ''))
    held.set(rows, made)
    return made
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}

export const memberEntries = once((row: MemberRow) =>
  entry(
    {
      key: row.id,
      group: 'Members',
      label: row.name || row.email,
      detail: row.name ? `${row.email} · ${roleName(row.role)}` : roleName(row.role),
      go: pagePaths.member(row.id),
      member: row,
    },
    [row.id],
    [row.name, row.email],
  ),
)

export const inviteEntries = once((row: InviteRow) =>
  entry(
    {
      key: row.id,
      group: 'Invites',
      label: row.email,
      detail: `${roleName(row.role)} · ${row.status}`,
      // By its id, because the list leaves out accepted and expired ones unless one of them is meant.
      go: `${pagePaths.invites()}?q=${encodeURIComponent(row.id)}`,
    },
    [row.id],
    [row.email],
  ),
)

export const workspaceEntries = once((row: WorkspaceRow) =>
  entry(
    {
      key: row.id,
      group: 'Workspaces',
      label: row.name,
      detail: row.archived_at === null ? count(row.active_keys, 'active key') : 'Archived',
      go: pagePaths.workspace(row.id),
    },
    [row.id],
    [row.name],
  ),
)

export const keyEntries = once((row: KeyRow) => {
  const end = row.partial_key_hint?.slice(-4) ?? null
  return entry(
    {
      key: row.id,
      group: 'API keys',
      label: keyLabel(row),
      detail: `${keyStatusName(row.status)} · ${workspaceWords(row)}`,
      go: `${pagePaths.keys()}?q=${encodeURIComponent(row.id)}`,
      apiKey: row,
    },
    [row.id, row.partial_key_hint, end, end === null ? null : `${hintEnd}${end}`],
    [row.name],
  )
})

/** A page or an action; `also` are other words by which people look for it. */
export function plainEntry(made: Made, also: readonly string[] = []): Entry {
  return entry(made, [], [made.label, ...also])
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`
}
