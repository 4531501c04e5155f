'use client'
import { useState } from 'react'
import { PlanDialog } from '#components/jobs/plan-dialog.tsx'
import { nameOf } from './access-words.ts'
import { changesOf } from './staging.ts'
import type { StagedLine } from './staging.ts'

type PlanProps = {
  /** What is staged at the moment of planning; what is staged later is another plan. */
  lines: readonly StagedLine[]
  onStarted: (jobId: string, planned: readonly StagedLine[]) => void
  onClose: () => void
}

/** The staged changes as one plan, which becomes one job. */
export function PlanAccess({ lines, onStarted, onClose }: PlanProps) {
  const [planned] = useState(lines)
  const start = (jobId: string) => {
    onStarted(jobId, planned)
    onClose()
  }
  return (
    <PlanDialog
      title={titleOf(planned)}
      kind="access"
      wanted={{ changes: changesOf(planned) }}
      onClose={onClose}
      onStarted={start}
    />
  )
}

/** Whom the job is about: one person by name, more by their number. */
function titleOf(lines: readonly StagedLine[]): string {
  const people = new Set(lines.map(({ user_id }) => user_id))
  const [first] = lines
  if (people.size === 1 && first?.member !== undefined) return `Change the access of ${nameOf(first.member)}`
  return `Change the access of ${people.size.toLocaleString('en')} people`
}
