'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import type { Tone } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, TextInput } from '#components/ui/field.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Day } from '#components/ui/time.tsx'
import { isToldElsewhere } from '#lib/client/api-error.ts'
import { startJob } from '#lib/client/jobs.ts'
import { pagePaths } from '#lib/paths.ts'
import { offboardingTitle } from '#lib/rules/offboarding.ts'
import type { Change, Plan, PlanVerdict } from '#lib/schemas/jobs.ts'

type StartProps = {
  email: string
  changes: readonly Change[]
  plan: Plan | undefined
  error: Error | null
  planAgain: () => void
  /** Whether anything of it cannot be taken back: then the address is typed. */
  irreversible: boolean
  onClose: () => void
  onStarted: (jobId: string) => void
}

/** The plan as the server judged it, what it asks for, and the start. */
export function StartOffboarding({
  email,
  changes,
  plan,
  error,
  planAgain,
  irreversible,
  onClose,
  onStarted,
}: StartProps) {
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState('')
  const client = useQueryClient()
  const start = useMutation(startJob(client))
  const running = plan?.existing_job?.status === 'running' || plan?.existing_job?.status === 'waiting'
  const refusal =
    plan === undefined
      ? 'The plan is not there yet.'
      : plan.counts.ready + plan.counts.approval === 0
        ? 'Nothing of this can be done.'
        : running
          ? 'The same is under way already.'
          : plan.needs_reason && reason.trim() === ''
            ? 'Give a reason above first.'
            : irreversible && typed.trim() !== email
              ? `Type “${email}” above first.`
              : null
  const submit = async () => {
    if (plan === undefined || refusal !== null || start.isPending) return
    const { fingerprint, existing_job } = plan
    const again = existing_job === null ? {} : { again: true }
    const job = { title: offboardingTitle(email), kind: 'offboarding' as const, fingerprint, changes, ...again }
    const { id } = await start.mutateAsync({ ...job, reason: reason.trim() === '' ? undefined : reason.trim() })
    onStarted(id)
  }
  const failure = start.error !== null && !isToldElsewhere(start.error) ? start.error : error
  return (
    <Dialog
      wide
      title={offboardingTitle(email)}
      onClose={onClose}
      busy={start.isPending}
      footer={
        <>
          <Button onClick={onClose} disabled={start.isPending}>
            Cancel
          </Button>
          <Button type="submit" form="offboard" look="danger" busy={start.isPending} refusal={refusal}>
            Offboard
          </Button>
        </>
      }
    >
      <form
        id="offboard"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          // What went wrong is on `start.error`.
          submit().catch(() => undefined)
        }}
      >
        {plan === undefined && error === null ? <Skeleton className="h-24 w-full" /> : null}
        {plan === undefined ? null : <PlanRows plan={plan} />}
        <Field
          label="Reason"
          hint={`${plan?.needs_reason ? 'The policy asks for one. ' : ''}Kept in the audit log and in the report.`}
        >
          {(ids) => (
            <TextInput {...ids} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
          )}
        </Field>
        {irreversible ? (
          <Field label={`Type “${email}” to confirm`}>
            {(ids) => <TextInput {...ids} value={typed} onChange={(event) => setTyped(event.target.value)} />}
          </Field>
        ) : null}
        {failure === null ? null : (
          <>
            <Problem error={failure} />
            <Button onClick={planAgain}>Look at the plan again</Button>
          </>
        )}
      </form>
    </Dialog>
  )
}

const verdictWords: Record<PlanVerdict, [word: string, tone: Tone]> = {
  ready: ['will be done', 'good'],
  approval: ['will be proposed', 'info'],
  unchanged: ['is so already', 'neutral'],
  refused: ['refused', 'danger'],
  invalid: ['not understood', 'danger'],
  duplicate: ['twice', 'neutral'],
}

function PlanRows({ plan }: { plan: Plan }) {
  const { rows, existing_job, needs_step_up } = plan
  return (
    <>
      <ol aria-label="The plan" className="flex flex-col rounded border border-line">
        {rows.map(({ n, summary, verdict, reason }) => {
          const [word, tone] = verdictWords[verdict]
          return (
            <li
              key={n}
              className="flex flex-wrap items-baseline gap-x-2 border-t border-line px-3 py-1.5 first:border-t-0"
            >
              <span className="figures text-soft">{n}</span>
              <span className="min-w-0 flex-1 basis-48 break-words">{summary}</span>
              <Badge tone={tone}>{word}</Badge>
              {reason === null ? null : <span className="w-full text-soft">{reason}</span>}
            </li>
          )
        })}
      </ol>
      <p className="text-soft">
        The removal follows the last key, and is left out when that could not be stopped.
        {needs_step_up ? ' Part of this asks for a fresh sign-in.' : ''}
      </p>
      {existing_job === null ? null : (
        <p>
          The same was started on <Day at={existing_job.created_at} /> and is {existing_job.status}:{' '}
          <Link
            href={pagePaths.job(existing_job.id)}
            prefetch={false}
            className="text-accent underline underline-offset-2"
          >
            the job
          </Link>
        </p>
      )}
    </>
  )
}
