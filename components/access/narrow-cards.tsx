'use client'
import { ChevronDown, Lock } from 'lucide-react'
import { useState } from 'react'
import { cx } from '#components/ui/cx.ts'
import { Button } from '#components/ui/button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { refusedProps } from '#components/ui/refusal.ts'
import type { AccessRow, AccessWorkspace } from '#lib/schemas/access-matrix.ts'
import { roleName } from '#lib/schemas/roles.ts'
import { cellOf } from './access-rules.ts'
import { nameOf, roleWords, sourceWords } from './access-words.ts'
import { cellRefusal } from './cell-choices.ts'
import { cellItems } from './cell-menu.tsx'
import type { NarrowProps } from './narrow-access.tsx'
import { useMemberItems } from './member-menu.tsx'
import { keyOf } from './staging.ts'

type CardsProps = NarrowProps & { member: AccessRow | undefined; workspace: AccessWorkspace | undefined }
type Pair = { member: AccessRow; workspace: AccessWorkspace; place: number }

/** One person's workspaces, or one workspace's people: those with access first, the others when asked for. */
export function NarrowCards(props: CardsProps) {
  const { view, member, workspace, staging } = props
  const [all, setAll] = useState(false)
  const staged = new Set(staging.staged.map(keyOf))
  const pairs = pairsOf(view.rows, view.workspaces, member, workspace)
  const held = pairs.filter((pair) => isHeld(pair) || staged.has(keyOf(idsOf(pair))))
  const rest = pairs.length - held.length
  const shown = all ? [...held, ...pairs.filter((pair) => !held.includes(pair)).slice(0, mostOthers)] : held
  return (
    <>
      {member === undefined ? null : <MemberActs member={member} />}
      <ul aria-label={member ? `Workspaces of ${nameOf(member)}` : `Members of ${workspace?.name ?? ''}`}>
        {shown.map((pair) => (
          <Card
            key={keyOf(idsOf(pair))}
            {...props}
            pair={pair}
            title={member ? pair.workspace.name : nameOf(pair.member)}
          />
        ))}
      </ul>
      {shown.length === 0 ? <p className="px-4 py-3 text-soft">No access.</p> : null}
      {rest > 0 ? (
        <p className="px-4 py-3">
          <Button aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Show only those with access' : `Show ${rest.toLocaleString('en')} without access`}
          </Button>
        </p>
      ) : null}
    </>
  )
}

const mostOthers = 200

function pairsOf(
  rows: readonly AccessRow[],
  workspaces: readonly AccessWorkspace[],
  member: AccessRow | undefined,
  workspace: AccessWorkspace | undefined,
): Pair[] {
  if (member !== undefined) return workspaces.map((one, place) => ({ member, workspace: one, place }))
  if (workspace === undefined) return []
  const place = workspaces.indexOf(workspace)
  return rows
    .map((row) => ({ member: row, workspace, place }))
    .sort((a, b) => nameOf(a.member).localeCompare(nameOf(b.member), 'en'))
}

function idsOf({ member, workspace }: Pair) {
  return { user_id: member.id, workspace_id: workspace.id }
}

function isHeld({ member, workspace, place }: Pair): boolean {
  return workspace.is_default || cellOf(member, place) !== undefined
}

function MemberActs({ member }: { member: AccessRow }) {
  const items = useMemberItems()
  return (
    <div className="px-4 pb-2">
      <Menu
        label={`Actions for ${nameOf(member)}`}
        items={() => items(member)}
        button={{ className: 'inline-flex h-8 items-center gap-1.5 rounded border border-control/60 px-3' }}
      >
        Actions
        <ChevronDown size={12} aria-hidden />
      </Menu>
    </div>
  )
}

function Card({ judge, staging, pair, title }: CardsProps & { pair: Pair; title: string }) {
  const { member, workspace, place } = pair
  const cell = cellOf(member, place)
  const held = cell?.[1] ?? null
  const change = staging.staged.find((one) => keyOf(one) === keyOf(idsOf(pair)))
  const refusal = cellRefusal(judge, member, workspace, held)
  const look = 'inline-flex h-8 max-w-full items-center gap-1.5 rounded border px-2.5'
  const now = workspace.is_default ? `As ${roleName(member.role)}` : roleWords(held)
  const label = `${nameOf(member)} in ${workspace.name}: ${change === undefined ? now : `staged ${roleWords(change.to)}`}`
  return (
    <li className={cx('flex items-center gap-3 border-t border-line px-4 py-2', change && 'bg-accent-wash')}>
      <span className="min-w-0 flex-1">
        <span className="block truncate">{title}</span>
        <span className="block text-small text-soft">
          {cell !== undefined ? sourceWords(member, cell) : workspace.is_default ? 'follows the organization role' : ''}
          {change === undefined ? '' : ` staged: ${roleWords(change.from)} → ${roleWords(change.to)}`}
        </span>
      </span>
      {refusal === null ? (
        <Menu
          label={label}
          align="end"
          items={() => cellItems(judge, { row: member, column: workspace, held }, change, staging.stage)}
          button={{ 'aria-label': label, className: cx(look, 'border-control') }}
        >
          <span className="truncate">{change === undefined ? now : roleWords(change.to)}</span>
          <ChevronDown size={12} aria-hidden className="shrink-0" />
        </Menu>
      ) : (
        <button
          type="button"
          {...refusedProps(refusal)}
          aria-label={label}
          className={cx(look, 'border-line text-soft', cell?.[2] === 1 && 'hatched')}
        >
          <span className="truncate bg-surface px-1">{now}</span>
          <Lock size={12} aria-hidden className="shrink-0" />
        </button>
      )}
    </li>
  )
}
