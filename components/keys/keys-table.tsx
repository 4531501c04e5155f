'use client'
import { useQuery } from '@tanstack/react-query'
import { Archive, CirclePause, CirclePlay, Copy, Eye, Pencil } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useCallback, useState } from 'react'
import { ImportButton } from '#components/jobs/import-button.tsx'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import type { DataTableProps } from '#components/table/data-table-props.ts'
import { DataTable } from '#components/table/data-table.tsx'
import type { FirstRows } from '#components/table/first-rows.ts'
import { copyToClipboard } from '#components/ui/copy-text.tsx'
import type { MenuItem } from '#components/ui/menu-items.ts'
import { keysQuery } from '#lib/client/keys.ts'
import { holds } from '#lib/rules/holds.ts'
import { keyCan } from '#lib/rules/key-can.ts'
import type { Verdict } from '#lib/rules/verdict.ts'
import type { KeyRow, KeysView } from '#lib/schemas/views.ts'
import { keyColumns } from './key-columns.tsx'
import { keyTableRules } from './key-table-rules.ts'
import { keyLabel, switching } from './key-words.ts'
import { UsageNote } from './usage-note.tsx'
import { useKeyBulk } from './use-key-bulk.ts'
import { useKeyStatus } from './use-key-status.ts'

const ArchiveKeyDialog = dynamic(async () => (await import('./archive-key-dialog.tsx')).ArchiveKeyDialog, {
  ssr: false,
})
const RenameKeyDialog = dynamic(async () => (await import('./rename-key-dialog.tsx')).RenameKeyDialog, { ssr: false })

const KeyReachDialog = dynamic(async () => (await import('./key-reach-dialog.tsx')).KeyReachDialog, { ssr: false })

const noun = { one: 'API key', many: 'API keys' }
const exportAlso = [
  { header: 'Id', text: (row: KeyRow) => row.id },
  { header: 'Hint', text: (row: KeyRow) => row.partial_key_hint },
]

type Asked = { act: 'archive' | 'rename' | 'reach'; row: KeyRow }

export function KeysTable({ first }: { first: FirstRows<KeyRow, KeysView> }) {
  const query = useQuery(keysQuery(first.view))
  const view = query.data ?? first.view
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="min-h-0 flex-1">
        <KeyRows title="API keys" query={query} matching={first.matching} columns={keyColumns} rules={keyTableRules} />
      </div>
      <UsageNote usage={view.usage} cost={view.cost} />
    </div>
  )
}

type KeyRowsProps = Pick<DataTableProps<KeyRow>, 'title' | 'level' | 'query' | 'matching' | 'columns' | 'rules'> & {
  fileName?: string
}

/** The list of keys with all that can be done to one, also as a part of another page. */
export function KeyRows({ fileName = 'api-keys', ...table }: KeyRowsProps) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const menu = useKeyMenu(setAsked)
  const bulk = useKeyBulk()
  const close = () => setAsked(null)
  return (
    <>
      <DataTable
        {...table}
        noun={noun}
        rowName={keyLabel}
        rowMenu={menu}
        fileName={fileName}
        exportAlso={exportAlso}
        minWidth="desk:min-w-[1720px]"
        bulk={bulk}
        primary={<KeyImport />}
        empty={{
          title: 'No API keys to see',
          body: 'Keys are made in the Claude Console, in a workspace, by the person or service account that will use them. They appear here by themselves; here they are renamed, disabled and archived.',
        }}
      />
      {asked?.act === 'archive' ? <ArchiveKeyDialog keyRow={asked.row} onClose={close} /> : null}
      {asked?.act === 'reach' ? <KeyReachDialog keyRow={asked.row} onClose={close} /> : null}
      {asked?.act === 'rename' ? <RenameKeyDialog keyRow={asked.row} onClose={close} /> : null}
    </>
  )
}

function KeyImport() {
  const refusal = usePolicy().refusal(holds(usePerson(), 'keys.change_status'), { action: 'key.disable' })
  return <ImportButton kind="key_status" refusal={refusal} />
}

function useKeyMenu(ask: (asked: Asked) => void) {
  const person = usePerson()
  const policy = usePolicy()
  const setStatus = useKeyStatus()
  return useCallback(
    (row: KeyRow): MenuItem[] => {
      const refusal = (verdict: Verdict, action: string) =>
        policy.refusal(verdict, { action, protected: row.protected })
      return [
        statusItem(row, refusal(keyCan.changeStatus(person, row), switching(row)), setStatus),
        {
          kind: 'action',
          label: 'Rename…',
          icon: <Pencil size={14} aria-hidden />,
          refusal: refusal(keyCan.rename(person, row), 'key.rename'),
          run: () => ask({ act: 'rename', row }),
        },
        {
          kind: 'action',
          label: 'Copy id',
          icon: <Copy size={14} aria-hidden />,
          run: () => void copyToClipboard(row.id, 'id'),
        },
        {
          kind: 'action',
          label: 'Who can reach it…',
          icon: <Eye size={14} aria-hidden />,
          run: () => ask({ act: 'reach', row }),
        },
        { kind: 'line' },
        {
          kind: 'action',
          label: 'Archive…',
          icon: <Archive size={14} aria-hidden />,
          danger: true,
          refusal: refusal(keyCan.archive(person, row), 'key.archive'),
          run: () => ask({ act: 'archive', row }),
        },
      ]
    },
    [person, policy, setStatus, ask],
  )
}

function statusItem(row: KeyRow, refusal: string | null, set: (row: KeyRow, status: string) => unknown): MenuItem {
  const on = row.status === 'inactive'
  return {
    kind: 'action',
    label: on ? 'Enable' : 'Disable',
    icon: on ? <CirclePlay size={14} aria-hidden /> : <CirclePause size={14} aria-hidden />,
    refusal,
    run: () => void set(row, on ? 'active' : 'inactive'),
  }
}
