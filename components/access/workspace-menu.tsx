'use client'
import { Boxes, ExternalLink } from 'lucide-react'
import type { MenuItem } from '#components/ui/menu-items.ts'
import type { TableState } from '#components/table/table-rules.ts'
import { pagePaths } from '#lib/paths.ts'
import type { AccessWorkspace } from '#lib/schemas/access-matrix.ts'
import { SpotMenu } from './spot-menu.tsx'

type WorkspaceMenuProps = {
  workspace: AccessWorkspace
  state: TableState
  change: (patch: Partial<TableState>) => void
  onClose: () => void
}

export function WorkspaceMenu({ workspace, state, change, onClose }: WorkspaceMenuProps) {
  const items = (): MenuItem[] => [
    {
      kind: 'link',
      label: `Open ${workspace.name}`,
      icon: <ExternalLink size={14} aria-hidden />,
      href: pagePaths.workspace(workspace.id),
    },
    {
      kind: 'action',
      label: 'Only this workspace',
      icon: <Boxes size={14} aria-hidden />,
      run: () => change({ filters: { ...state.filters, w: [workspace.id] } }),
    },
    {
      kind: 'action',
      label: 'Only its members',
      icon: <Boxes size={14} aria-hidden />,
      refusal: workspace.is_default ? 'The Default Workspace has no members of its own.' : null,
      run: () => change({ filters: { ...state.filters, w: [workspace.id], empty: ['hide'] } }),
    },
  ]
  return <SpotMenu label={`Actions for ${workspace.name}`} items={items} onClose={onClose} />
}
