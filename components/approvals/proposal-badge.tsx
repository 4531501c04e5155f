import { Badge } from '#components/ui/badge.tsx'
import type { ProposalRow } from '#lib/schemas/views.ts'
import { statusMeaning, statusTones, statusWords } from './proposal-words.ts'

/** Where a proposal stands; a waiting one whose object has changed says so. */
export function ProposalBadge({ row }: { row: Pick<ProposalRow, 'status' | 'stale'> }) {
  const changed = row.status === 'waiting' && row.stale
  return (
    <Badge
      tone={changed ? 'caution' : statusTones[row.status]}
      tip={changed ? 'The object has changed since this was proposed.' : statusMeaning[row.status]}
    >
      {changed ? 'Waiting, stale' : statusWords[row.status]}
    </Badge>
  )
}
