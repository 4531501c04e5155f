'use client'
import dynamic from 'next/dynamic'
import { useMemo, useState } from 'react'
import { showToast } from '#components/ui/toast-store.ts'
import { Button } from '#components/ui/button.tsx'
import type { AccessMatrix } from '#lib/schemas/access-matrix.ts'
import { stagedLines } from './staging.ts'
import type { Staging } from './use-staged.ts'

const PlanAccess = dynamic(async () => (await import('./plan-access.tsx')).PlanAccess, { ssr: false })
const StagedDialog = dynamic(async () => (await import('./staged-dialog.tsx')).StagedDialog, { ssr: false })

type BarProps = { view: AccessMatrix; staging: Staging; onStarted: (jobId: string) => void }

/** How many changes wait in this page, and what can be done with all of them. Gone when there are none. */
export function StagedBar({ view, staging, onStarted }: BarProps) {
  const [open, setOpen] = useState<'review' | 'plan' | null>(null)
  const lines = useMemo(() => stagedLines(staging.staged, view), [staging.staged, view])
  const { drop, stage } = staging
  if (lines.length === 0) return null
  const discard = () => {
    const discarded = staging.staged
    drop(discarded)
    showToast({
      text: `${countWords(discarded.length)} discarded.`,
      action: { label: 'Undo', run: () => stage(discarded) },
    })
  }
  const moved = lines.filter((line) => line.moved !== null).length
  return (
    <section
      aria-label="Staged changes"
      className="flex shrink-0 flex-wrap items-center gap-2 border-t border-line bg-accent-wash px-4 py-2 desk:px-6"
    >
      <p className="figures font-strong" aria-live="polite">
        {countWords(lines.length)}
        {moved > 0 ? (
          <span className="font-normal text-caution"> ({moved} changed by somebody else meanwhile)</span>
        ) : null}
      </p>
      <p className="text-soft">Nothing is changed before you start the plan.</p>
      <div className="ml-auto flex flex-wrap items-center gap-2">
        <Button onClick={discard}>Discard all</Button>
        <Button onClick={() => setOpen('review')}>Review</Button>
        <Button look="primary" onClick={() => setOpen('plan')}>
          Make a plan
        </Button>
      </div>
      {open === 'review' ? <StagedDialog lines={lines} drop={drop} onClose={() => setOpen(null)} /> : null}
      {open === 'plan' ? (
        <PlanAccess
          lines={lines}
          onStarted={(jobId, planned) => {
            drop(planned)
            onStarted(jobId)
          }}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </section>
  )
}

function countWords(count: number): string {
  return `${count.toLocaleString('en')} staged change${count === 1 ? '' : 's'}`
}
