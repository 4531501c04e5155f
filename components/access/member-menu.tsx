'use client'
import { Copy, ExternalLink, UserMinus } from 'lucide-react'
import { useAccessActs } from './access-acts.tsx'
import type { MenuItem } from '#components/ui/menu-items.ts'
import { pagePaths } from '#lib/paths.ts'
import type { AccessRow } from '#lib/schemas/access-matrix.ts'
import { nameOf } from './access-words.ts'
import { SpotMenu } from './spot-menu.tsx'

/** What can be staged for one member in many workspaces at once. */
export function MemberMenu({ row, onClose }: { row: AccessRow; onClose: () => void }) {
  const items = useMemberItems()
  return <SpotMenu label={`Actions for ${nameOf(row)}`} items={() => items(row)} onClose={onClose} />
}

export function useMemberItems() {
  const acts = useAccessActs()
  return (row: AccessRow): MenuItem[] => {
    const name = nameOf(row)
    const direct = row.cells.some(([, , inherited]) => inherited === 0)
    return [
      {
        kind: 'link',
        label: `Open ${name}`,
        icon: <ExternalLink size={14} aria-hidden />,
        href: pagePaths.member(row.id),
      },
      {
        kind: 'action',
        label: 'Copy access of another person…',
        icon: <Copy size={14} aria-hidden />,
        refusal: acts.refusal,
        run: () => acts.copyTo(row),
      },
      { kind: 'line' },
      {
        kind: 'action',
        label: 'Remove from all workspaces',
        icon: <UserMinus size={14} aria-hidden />,
        danger: true,
        refusal: acts.refusal ?? (direct ? null : 'Nothing was given to them in any workspace.'),
        run: () => acts.removeAll(row),
      },
    ]
  }
}
