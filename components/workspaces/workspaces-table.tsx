'use client'
import { useQuery } from '@tanstack/react-query'
import { Archive, Copy, ExternalLink, Pencil } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useCallback, useState } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { DataTable } from '#components/table/data-table.tsx'
import type { FirstRows } from '#components/table/first-rows.ts'
import { Button } from '#components/ui/button.tsx'
import { copyToClipboard } from '#components/ui/copy-text.tsx'
import type { MenuItem } from '#components/ui/menu-items.ts'
import { workspacesQuery } from '#lib/client/workspaces.ts'
import { pagePaths } from '#lib/paths.ts'
import { workspaceCan } from '#lib/rules/workspace-can.ts'
import type { WorkspaceRow } from '#lib/schemas/views.ts'
import { workspaceColumns } from './workspace-columns.tsx'
import { workspaceTableRules } from './workspace-table-rules.ts'

const WorkspaceDialog = dynamic(async () => (await import('./workspace-dialog.tsx')).WorkspaceDialog, { ssr: false })
const ArchiveDialog = dynamic(async () => (await import('./archive-workspace-dialog.tsx')).ArchiveWorkspaceDialog, {
  ssr: false,
})

const noun = { one: 'workspace', many: 'workspaces' }
const exportAlso = [{ header: 'Id', text: (row: WorkspaceRow) => row.id }]

type Open = { what: 'create' } | { what: 'edit' | 'archive'; row: WorkspaceRow }

export function WorkspacesTable({ first }: { first: FirstRows<WorkspaceRow> }) {
  const person = usePerson()
  const policy = usePolicy()
  const query = useQuery(workspacesQuery(first.view))
  const [open, setOpen] = useState<Open | null>(null)
  const menu = useCallback(
    (row: WorkspaceRow): MenuItem[] => [
      { kind: 'link', label: 'Open', icon: <ExternalLink size={14} aria-hidden />, href: pagePaths.workspace(row.id) },
      {
        kind: 'action',
        label: 'Edit name and tags…',
        icon: <Pencil size={14} aria-hidden />,
        refusal: policy.refusal(workspaceCan.tag(person, row), { action: 'workspace.tag', protected: row.protected }),
        run: () => setOpen({ what: 'edit', row }),
      },
      {
        kind: 'action',
        label: 'Copy id',
        icon: <Copy size={14} aria-hidden />,
        run: () => void copyToClipboard(row.id, 'id'),
      },
      { kind: 'line' },
      {
        kind: 'action',
        label: 'Archive…',
        icon: <Archive size={14} aria-hidden />,
        danger: true,
        refusal: policy.refusal(workspaceCan.archive(person, row), {
          action: 'workspace.archive',
          protected: row.protected,
        }),
        run: () => setOpen({ what: 'archive', row }),
      },
    ],
    [person, policy],
  )
  const close = () => setOpen(null)
  return (
    <>
      <DataTable
        title="Workspaces"
        noun={noun}
        query={query}
        matching={first.matching}
        columns={workspaceColumns}
        rules={workspaceTableRules}
        rowName={nameOf}
        rowMenu={menu}
        fileName="workspaces"
        exportAlso={exportAlso}
        primary={
          <Button
            look="primary"
            refusal={policy.refusal(workspaceCan.create(person), { action: 'workspace.create' })}
            onClick={() => setOpen({ what: 'create' })}
          >
            Create workspace
          </Button>
        }
        empty={{
          title: 'No workspaces to see',
          body: 'Workspaces divide keys, limits and cost between teams. A portal admin can create one or extend your scope.',
        }}
      />
      {open?.what === 'create' ? <WorkspaceDialog workspace={null} nameRefusal={null} onClose={close} /> : null}
      {open?.what === 'edit' ? (
        <WorkspaceDialog
          workspace={open.row}
          nameRefusal={policy.refusal(workspaceCan.rename(person, open.row), {
            action: 'workspace.rename',
            protected: open.row.protected,
          })}
          onClose={close}
        />
      ) : null}
      {open?.what === 'archive' ? <ArchiveDialog workspace={open.row} onClose={close} /> : null}
    </>
  )
}

function nameOf(row: WorkspaceRow): string {
  return row.name
}
