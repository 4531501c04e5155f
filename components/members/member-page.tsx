'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { ActivityPanel } from '#components/audit/activity-panel.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { usePerson } from '#components/layout/person-context.tsx'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { FreshnessLine } from '#components/table/table-title.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyText } from '#components/ui/copy-text.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Facts } from '#components/ui/panel.tsx'
import { refusalOf } from '#components/ui/refusal.ts'
import { Day } from '#components/ui/time.tsx'
import { memberQuery } from '#lib/client/members.ts'
import { pagePaths } from '#lib/paths.ts'
import { memberCan } from '#lib/rules/member-can.ts'
import type { MemberDetail } from '#lib/schemas/views.ts'
import { AccessPanel } from './access-panel.tsx'
import { MemberKeysPanel } from './member-keys-panel.tsx'
import { RoleCell } from './role-cell.tsx'

const RemoveMemberDialog = dynamic(async () => (await import('./remove-member-dialog.tsx')).RemoveMemberDialog, {
  ssr: false,
})

export function MemberPage({ first }: { first: MemberDetail }) {
  const query = useQuery(memberQuery(first.member.id, first))
  const gone = query.error && 'status' in query.error && query.error.status === 404
  if (gone)
    return <ErrorState level={1} title="This member is gone" error={query.error} retry={() => void query.refetch()} />
  const detail = query.data ?? first
  return (
    <div className="mx-auto flex max-w-[1080px] flex-col gap-6 px-4 py-4 desk:px-6">
      {query.error ? <Notice tone="caution">Could not look for news: {query.error.message}</Notice> : null}
      <MemberHeader detail={detail} fetching={query.isFetching} />
      <AccessPanel detail={detail} />
      <MemberKeysPanel keys={detail.keys} member={detail.member} />
      <ActivityPanel rows={detail.activity} place="to this member" />
    </div>
  )
}

function MemberHeader({ detail, fetching }: { detail: MemberDetail; fetching: boolean }) {
  const { member } = detail
  const person = usePerson()
  const policy = usePolicy()
  const router = useRouter()
  const [leaving, setLeaving] = useState(false)
  const breadcrumb = (
    <Link href={pagePaths.members()} prefetch={false} className="hover:text-ink hover:underline">
      Members
    </Link>
  )
  return (
    <>
      <PageHeader
        above={breadcrumb}
        title={member.name || member.email}
        below={member.name ? member.email : null}
        actions={
          <>
            <FreshnessLine freshness={detail} fetching={fetching} />
            <Button
              onClick={() => router.push(pagePaths.offboard(member.id))}
              refusal={refusalOf(memberCan.offboard(person, member))}
            >
              Offboard…
            </Button>
            <Button
              onClick={() => setLeaving(true)}
              refusal={policy.refusal(memberCan.remove(person, member), {
                action: 'member.remove',
                held_org_role: member.role,
              })}
            >
              Remove from organization…
            </Button>
          </>
        }
      />
      <Facts
        facts={[
          { label: 'Role', value: <RoleCell member={member} /> },
          { label: 'Added', value: <Day at={member.added_at} /> },
          { label: 'Active keys', value: <span className="figures">{member.active_keys}</span> },
          { label: 'Id', value: <CopyText text={member.id} what="id" /> },
        ]}
      />
      {leaving ? (
        <RemoveMemberDialog
          member={member}
          onClose={() => setLeaving(false)}
          onRemoved={() => router.push(pagePaths.members())}
        />
      ) : null}
    </>
  )
}
