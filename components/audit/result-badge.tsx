import { Ban, Check, CircleHelp, Clock, X } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import type { Tone } from '#components/ui/badge.tsx'
import type { AuditResult } from '#lib/schemas/views.ts'
import { resultWords } from './audit-table-rules.ts'

const looks: Record<AuditResult, { tone: Tone; icon: typeof Check }> = {
  succeeded: { tone: 'good', icon: Check },
  failed: { tone: 'danger', icon: X },
  refused: { tone: 'caution', icon: Ban },
  not_applied: { tone: 'caution', icon: X },
  unknown: { tone: 'caution', icon: CircleHelp },
  open: { tone: 'info', icon: Clock },
}

export function ResultBadge({ result, problem }: { result: AuditResult; problem: string | null }) {
  const { tone, icon: Icon } = looks[result]
  return (
    <Badge tone={tone} {...(problem === null ? {} : { tip: problem })}>
      <Icon size={12} aria-hidden className="mr-1 shrink-0" />
      {resultWords[result]}
    </Badge>
  )
}
