import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { OffboardingPage } from '#components/offboarding/offboarding-page.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { holds } from '#lib/rules/holds.ts'
import { memberCan } from '#lib/rules/member-can.ts'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readOffboarding } from '#lib/server/views/offboarding.ts'

export const metadata: Metadata = { title: 'Offboard' }

export default async function Offboard({ params }: { params: Promise<{ memberId: string }> }) {
  const [{ memberId }, person] = await Promise.all([params, requirePerson()])
  const power = holds(person, 'members.remove')
  if (!power.allowed) return <NotYours reason={power.reason} />
  const view = await readOffboarding(person, memberId)
  if (view === null) notFound()
  const verdict = memberCan.offboard(person, view.holdings.member)
  return verdict.allowed ? <OffboardingPage first={view} /> : <NotYours reason={verdict.reason} />
}

function NotYours({ reason }: { reason: string }) {
  return (
    <EmptyState level={1} title="Offboarding is not yours to do">
      {reason}
    </EmptyState>
  )
}
