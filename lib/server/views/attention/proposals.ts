import 'server-only'
import { pagePaths } from '#lib/paths.ts'
import { untilWords } from '#lib/rules/notices.ts'
import { requesterOf } from '#lib/server/approvals/decide.ts'
import { waitingFor } from '../proposals.ts'
import { rowsOf } from './finder.ts'
import type { Finder } from './finder.ts'

/** Proposals that this very person may decide, oldest first: they expire. */
export const findWaitingProposals: Finder = async ({ person, nowMs }) => {
  const waiting = (await waitingFor(person)).toReversed().map((proposal) => {
    const href = pagePaths.proposal(proposal.id)
    const left = untilWords(proposal.expires_ms - nowMs)
    return {
      id: proposal.id,
      title: proposal.summary,
      detail: `Proposed by ${requesterOf(proposal).name}; waits for you, expires ${left}`,
      href,
      act: { kind: 'open' as const, label: 'Decide…', href },
    }
  })
  return rowsOf('proposal_waiting', 'caution', waiting, {
    title: (count) => `${count.toLocaleString('en')} proposals wait for you`,
    detail: 'Changes that the policy wants a second person to decide',
    href: pagePaths.approvals(),
    label: 'Decide',
  })
}
