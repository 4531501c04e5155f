'use client'
import { useQueryClient } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { saveFrom } from '#components/table/download.ts'
import { Button } from '#components/ui/button.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { tellRefused } from '#components/ui/tell.ts'
import { showToast } from '#components/ui/toast-store.ts'
import { controlJob } from '#lib/client/jobs.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { pagePaths, portalPaths } from '#lib/paths.ts'
import type { JobSummary } from '#lib/schemas/jobs.ts'
import { hasEnded, settledOf } from './job-words.ts'
import { countedChanges } from './verdict-words.ts'

/** Cancel what has not begun, try again what failed, take back what was done, and keep the results. */
export function JobControls({ job }: { job: JobSummary }) {
  const client = useQueryClient()
  const [asked, setAsked] = useState<'cancel' | 'undo' | null>(null)
  const [busy, setBusy] = useState(false)
  const stop = job.control.allowed ? null : job.control.reason
  const own = job.mine ? null : `Only ${job.starter.name}, who started it, can do this.`
  const retry = () => {
    setBusy(true)
    startMutation(client, controlJob(client), { id: job.id, act: 'retry' })
      .then(() => showToast({ text: `${rowsWords(job.retryable)} will be tried again.` }))
      .catch((error: unknown) => tellRefused('Nothing was tried again.', error))
      .finally(() => setBusy(false))
  }
  return (
    <>
      {hasEnded(job) ? null : (
        <Button
          refusal={stop ?? (job.status === 'cancelling' ? 'It is being cancelled already.' : null)}
          onClick={() => setAsked('cancel')}
        >
          Cancel…
        </Button>
      )}
      {job.retryable === 0 ? null : (
        <Button refusal={own} busy={busy} onClick={retry}>
          Retry {job.retryable.toLocaleString('en')} failed
        </Button>
      )}
      {job.undoable === 0 || !hasEnded(job) ? null : (
        <Button refusal={own} onClick={() => setAsked('undo')}>
          Undo {job.undoable.toLocaleString('en')}…
        </Button>
      )}
      <Button onClick={() => saveFrom(portalPaths.jobResults(job.id))}>
        <Download size={14} aria-hidden />
        Download results
      </Button>
      {asked === 'cancel' ? <CancelDialog job={job} onClose={() => setAsked(null)} /> : null}
      {asked === 'undo' ? <UndoJobDialog job={job} onClose={() => setAsked(null)} /> : null}
    </>
  )
}

type DialogProps = { job: JobSummary; onClose: () => void }

function CancelDialog({ job, onClose }: DialogProps) {
  const client = useQueryClient()
  const left = job.total - settledOf(job)
  return (
    <ConfirmDialog
      title="Cancel this job?"
      effects={[
        `${rowsWords(left)} that ${left === 1 ? 'has' : 'have'} not begun will not be done.`,
        'What was done stays done. You can take it back afterwards.',
      ]}
      confirmLabel="Cancel the job"
      danger
      onConfirm={() => startMutation(client, controlJob(client), { id: job.id, act: 'cancel' })}
      onClose={onClose}
    />
  )
}

function UndoJobDialog({ job, onClose }: DialogProps) {
  const client = useQueryClient()
  const router = useRouter()
  const undo = async () => {
    const { id } = await startMutation(client, controlJob(client), { id: job.id, act: 'undo' })
    router.push(pagePaths.job(id))
  }
  return (
    <ConfirmDialog
      title={`Take back ${countedChanges(job.undoable)}?`}
      effects={[
        'A new job takes them back, newest first, under the same rules as the changes themselves.',
        'What somebody has changed since is left as it is.',
        ...(job.undoable < job.counts.done ? ['What cannot be taken back stays done.'] : []),
      ]}
      confirmLabel={`Undo ${countedChanges(job.undoable)}`}
      onConfirm={undo}
      onClose={onClose}
    />
  )
}

function rowsWords(count: number): string {
  return count === 1 ? '1 row' : `${count.toLocaleString('en')} rows`
}
