import 'server-only'
import type { ImportKind } from '#lib/schemas/jobs.ts'
import type { Wish } from '../planned.ts'
import { Finder } from './finder.ts'
import type { FinderParts } from './finder.ts'
import { inviteWishes } from './invites.ts'
import { keyStatusWishes } from './key-status.ts'
import { memberRoleWishes } from './member-roles.ts'
import type { Table, TableRecord } from './read-table.ts'
import type { RowWish } from './row-wish.ts'
import { workspaceMemberWishes } from './workspace-members.ts'

const readers: Readonly<Record<ImportKind, (finder: Finder, record: TableRecord) => RowWish[]>> = {
  invites: inviteWishes,
  member_roles: memberRoleWishes,
  workspace_members: workspaceMemberWishes,
  key_status: keyStatusWishes,
}

/** The rows of a table as wishes, in the order of their lines. A row that cannot be understood is a wish that says why. */
export function wishesOf(kind: ImportKind, table: Table, parts: FinderParts): Wish[] {
  const finder = new Finder(parts)
  const wishes: Wish[] = []
  const byLine = [
    ...table.records.map((record) => ({ line: record.line, wish: () => readers[kind](finder, record) })),
    ...table.bad.map(({ line, given, problem }) => ({ line, wish: () => [{ problem, given, label: '' }] })),
  ].toSorted((one, other) => one.line - other.line)
  for (const { line, wish } of byLine) {
    const first = wishes.length + 1
    for (const row of wish())
      wishes.push(
        'problem' in row
          ? { line, action: actions[kind], ...row }
          : { line, change: { ...row.change, ...(row.followsFirst === true ? { after: first } : {}) } },
      )
  }
  return wishes
}

/** What a row that cannot be understood would have been. */
const actions = {
  invites: 'invite.create',
  member_roles: 'member.change_role',
  workspace_members: 'workspace_member.add',
  key_status: 'key.disable',
} as const
