'use client'
import { useQuery } from '@tanstack/react-query'
import { Copy, Mail, MailPlus, MailX, RotateCw } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useCallback, useState } from 'react'
import { ImportButton } from '#components/jobs/import-button.tsx'
import { DataTable } from '#components/table/data-table.tsx'
import type { FirstRows } from '#components/table/first-rows.ts'
import { Button } from '#components/ui/button.tsx'
import { copyToClipboard } from '#components/ui/copy-text.tsx'
import type { MenuItem } from '#components/ui/menu-items.ts'
import { invitesQuery } from '#lib/client/invites.ts'
import { assignableOrgRoles, roleName } from '#lib/schemas/roles.ts'
import type { InviteRow } from '#lib/schemas/views.ts'
import { InviteActsProvider, useInviteActs } from './invite-acts.tsx'
import { inviteColumns } from './invite-columns.tsx'
import { inviteTableRules } from './invite-table-rules.ts'
import { useInviteBulk } from './use-invite-bulk.ts'
import { useInviteRefusal } from './use-invite-refusal.ts'

const loadDialog = () => import('./invite-people-dialog.tsx')
const InvitePeopleDialog = dynamic(async () => (await loadDialog()).InvitePeopleDialog, { ssr: false })

const noun = { one: 'invite', many: 'invites' }
const exportAlso = [{ header: 'Id', text: (row: InviteRow) => row.id }]

export function InvitesTable({ first }: { first: FirstRows<InviteRow> }) {
  return (
    <InviteActsProvider>
      <Invites first={first} />
    </InviteActsProvider>
  )
}

function Invites({ first }: { first: FirstRows<InviteRow> }) {
  const query = useQuery(invitesQuery(first.view))
  const [inviting, setInviting] = useState(false)
  const menu = useInviteMenu()
  const bulk = useInviteBulk()
  const refusal = useInviteRefusal().create()
  const invite = <InviteButton open={() => setInviting(true)} />
  return (
    <>
      <DataTable
        title="Invites"
        noun={noun}
        query={query}
        matching={first.matching}
        columns={inviteColumns}
        rules={inviteTableRules}
        rowName={emailOf}
        rowMenu={menu}
        primary={
          <>
            <ImportButton kind="invites" refusal={refusal} />
            {invite}
          </>
        }
        fileName="invites"
        exportAlso={exportAlso}
        bulk={bulk}
        empty={{
          title: 'No invites yet',
          body: 'An invite is an e-mail with a link, valid for 21 days, by which somebody joins the organization with the role you choose.',
          action: invite,
        }}
      />
      {inviting ? <InvitePeopleDialog onClose={() => setInviting(false)} /> : null}
    </>
  )
}

function InviteButton({ open }: { open: () => void }) {
  const refusal = useInviteRefusal().create()
  return (
    <Button
      look="primary"
      refusal={refusal}
      onClick={open}
      onPointerEnter={() => void loadDialog()}
      onFocus={() => void loadDialog()}
    >
      <MailPlus size={14} aria-hidden />
      Invite people
    </Button>
  )
}

function useInviteMenu() {
  const refused = useInviteRefusal()
  const acts = useInviteActs()
  return useCallback(
    (row: InviteRow): MenuItem[] => [
      {
        kind: 'action',
        label: 'Resend…',
        icon: <RotateCw size={14} aria-hidden />,
        refusal: refused.replace(row),
        run: () => acts.replace(row),
      },
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
      { kind: 'heading', label: 'Invite again as' },
      ...assignableOrgRoles.map((role): MenuItem => ({
        kind: 'choice',
        label: roleName(role),
        chosen: role === row.role,
        refusal: refused.replace(row, role),
        run: () => (role === row.role ? undefined : acts.replace(row, role)),
      })),
      { kind: 'line' },
      {
        kind: 'action',
        label: 'Revoke…',
        icon: <MailX size={14} aria-hidden />,
        danger: true,
        refusal: refused.revoke(row),
        run: () => acts.revoke(row),
      },
    ],
    [refused, acts],
  )
}

function emailOf(row: InviteRow): string {
  return row.email
}
