import { Badge } from '#components/ui/badge.tsx'
import type { Tone } from '#components/ui/badge.tsx'
import type { AuditResult } from '#lib/schemas/views.ts'

const results: Record<AuditResult, { word: string; tone: Tone }> = {
  succeeded: { word: 'Done', tone: 'good' },
  failed: { word: 'Failed', tone: 'danger' },
  refused: { word: 'Refused', tone: 'caution' },
  unknown: { word: 'Unknown', tone: 'caution' },
  open: { word: 'Under way', tone: 'info' },
}

export function ResultBadge({ result, problem }: { result: AuditResult; problem: string | null }) {
  const { word, tone } = results[result]
  return (
    <Badge tone={tone} {...(problem === null ? {} : { tip: problem })}>
      {word}
    </Badge>
  )
}
