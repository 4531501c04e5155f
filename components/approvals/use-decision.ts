'use client'
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { showToast } from '#components/ui/toast-store.ts'
import { decideProposal } from '#lib/client/proposals.ts'
import type { Decided, Decision } from '#lib/client/proposals.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { pagePaths } from '#lib/paths.ts'
import type { ProposalRow } from '#lib/schemas/views.ts'
import { statusWords } from './proposal-words.ts'

/** Decides and tells how it ended; rejects when it was not decided, so that the dialog can say so in place. */
export function useDecision() {
  const client = useQueryClient()
  const router = useRouter()
  return async (row: ProposalRow, decision: Decision, comment: string): Promise<void> => {
    const decided = await startMutation(client, decideProposal(client), { id: row.id, decision, comment })
    tell(row, decided)
    // The number beside the page's name in the navigation comes with the layout.
    router.refresh()
  }
}

const goodEnds = ['done', 'rejected', 'cancelled', 'executing']

function tell(row: ProposalRow, { status, problem, intent_id }: Decided): void {
  const link = intent_id === null ? {} : { link: { label: 'Audit log', href: pagePaths.auditEvent(intent_id) } }
  const good = goodEnds.includes(status)
  showToast({
    text: `${statusWords[status]}: ${row.summary}.${problem === null ? '' : ` ${problem}`}`,
    ...(good ? {} : { tone: 'danger' as const }),
    ...link,
  })
}
