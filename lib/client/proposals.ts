import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import { portalPaths } from '#lib/paths.ts'
import type { ProposalRow, ProposalStatus, View } from '#lib/schemas/views.ts'
import { readIfChanged, write } from './api.ts'
import { isPartial, listDefaults } from './views.ts'

const proposalsKey = ['proposals'] as const

/** Looked at anew whenever the page is opened: what waits is decided by others. */
export function proposalsQuery(first?: View<ProposalRow>) {
  return queryOptions({
    ...listDefaults,
    staleTime: 0,
    queryKey: proposalsKey,
    queryFn: ({ client, signal }) => {
      const known = client.getQueryData<View<ProposalRow>>(proposalsKey)
      return readIfChanged(portalPaths.proposals(), isPartial(known) ? undefined : known, signal)
    },
    ...(first ? { initialData: first } : {}),
  })
}

export type Decision = 'approve' | 'reject' | 'cancel'

/** `intent_id` is the action in the audit log, once there is one. */
export type Decided = { id: string; status: ProposalStatus; problem: string | null; intent_id: string | null }

/** Says yes, no, or takes the question back. A yes is carried out at once, so anything may have changed. */
export function decideProposal(client: QueryClient) {
  return mutationOptions({
    mutationKey: ['proposals', 'decide'],
    mutationFn: ({ id, decision, comment }: { id: string; decision: Decision; comment: string }) =>
      write<Decided>('POST', portalPaths.decideProposal(id, decision), comment === '' ? {} : { comment }),
    onSettled: () => client.invalidateQueries(),
  })
}
