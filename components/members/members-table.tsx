'use client'
import { useQuery } from '@tanstack/react-query'
import { Copy, ExternalLink, LogOut, Mail, UserMinus } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useCallback, useState } from 'react'
import { ImportButton } from '#components/jobs/import-button.tsx'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { DataTable } from '#components/table/data-table.tsx'
import type { FirstRows } from '#components/table/first-rows.ts'
import { copyToClipboard } from '#components/ui/copy-text.tsx'
import type { MenuItem } from '#components/ui/menu-items.ts'
import { refusalOf } from '#components/ui/refusal.ts'
import { membersQuery } from '#lib/client/members.ts'
import { pagePaths } from '#lib/paths.ts'
import { holds } from '#lib/rules/holds.ts'
import { memberCan } from '#lib/rules/member-can.ts'
import type { MemberRow } from '#lib/schemas/views.ts'
import { memberColumns } from './member-columns.tsx'
import { memberTableRules } from './member-table-rules.ts'
import { useMemberBulk } from './use-member-bulk.ts'

const RemoveMemberDialog = dynamic(async () => (await import('./remove-member-dialog.tsx')).RemoveMemberDialog, {
  ssr: false,
})

const exportAlso = [
  { header: 'Id', text: (row: MemberRow) => row.id },
  { header: 'E-mail', text: (row: MemberRow) => row.email },
]
const noun = { one: 'member', many: 'members' }

export function MembersTable({ first }: { first: FirstRows<MemberRow> }) {
  const person = usePerson()
  const policy = usePolicy()
  const router = useRouter()
  const query = useQuery(membersQuery(first.view))
  const bulk = useMemberBulk()
  const [leaver, setLeaver] = useState<MemberRow | null>(null)

  const menu = useCallback(
    (row: MemberRow): MenuItem[] => [
      { kind: 'link', label: 'Open', icon: <ExternalLink size={14} aria-hidden />, href: pagePaths.member(row.id) },
      {
        kind: 'action',
        label: 'Copy e-mail',
        icon: <Mail size={14} aria-hidden />,
        run: () => void copyToClipboard(row.email, 'e-mail'),
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
        label: 'Offboard…',
        icon: <LogOut size={14} aria-hidden />,
        refusal: refusalOf(memberCan.offboard(person, row)),
        run: () => router.push(pagePaths.offboard(row.id)),
      },
      {
        kind: 'action',
        label: 'Remove from organization…',
        icon: <UserMinus size={14} aria-hidden />,
        danger: true,
        refusal: policy.refusal(memberCan.remove(person, row), { action: 'member.remove', held_org_role: row.role }),
        run: () => setLeaver(row),
      },
    ],
    [person, policy, router],
  )
  return (
    <>
      <DataTable
        title="Members"
        noun={noun}
        query={query}
        matching={first.matching}
        columns={memberColumns}
        rules={memberTableRules}
        rowName={nameOf}
        rowMenu={menu}
        fileName="members"
        exportAlso={exportAlso}
        empty={{
          title: 'No members to see',
          body: 'Members of the Claude organization appear here. People join by accepting an invite.',
        }}
        bulk={bulk}
        primary={
          <ImportButton
            kind="member_roles"
            refusal={policy.refusal(holds(person, 'members.change_role'), { action: 'member.change_role' })}
          />
        }
      />
      {leaver ? <RemoveMemberDialog member={leaver} onClose={() => setLeaver(null)} /> : null}
    </>
  )
}

function nameOf(row: MemberRow): string {
  return row.name || row.email
}
