import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { MemberPage } from '#components/members/member-page.tsx'
import { requirePerson } from '#lib/server/auth/page-person.ts'
import { readMember } from '#lib/server/views/members.ts'

export const metadata: Metadata = { title: 'Member' }

export default async function MemberDetailPage({ params }: { params: Promise<{ memberId: string }> }) {
  const [{ memberId }, person] = await Promise.all([params, requirePerson()])
  const detail = await readMember(person, memberId)
  if (detail === null) notFound()
  return <MemberPage first={detail} />
}
