'use client'
import Link from 'next/link'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { ReasonField } from '#components/ui/asked-for.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, TextInput } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { moment } from '#components/ui/time-words.ts'
import { pagePaths } from '#lib/paths.ts'
import type { Plan, PlanVerdict } from '#lib/schemas/jobs.ts'
import type { PlanDialogProps } from './plan-dialog.tsx'
import { PlanRows } from './plan-rows.tsx'
import { useJobStart } from './use-job-start.ts'
import { countedChanges, roughly, verdictWords, verdicts } from './verdict-words.ts'

type ReviewProps = PlanDialogProps & {
  plan: Plan
  /** Something changed since the plan was made: it must be made anew. */
  onOutdated: () => void
}

export function PlanReview(props: ReviewProps) {
  const { plan, title, onClose } = props
  const form = usePlanForm(props)
  const footer = (
    <>
      <Button onClick={onClose} disabled={form.busy} data-autofocus="">
        Cancel
      </Button>
      <Button type="submit" form="plan" look={form.irreversible > 0 ? 'danger' : 'primary'} {...form.start}>
        {applyWords(plan)}
      </Button>
    </>
  )
  return (
    <Dialog wide title={title} onClose={onClose} busy={form.busy} footer={footer}>
      <form id="plan" className="flex min-h-0 flex-col gap-4" onSubmit={form.submit}>
        <ExistingJob plan={plan} again={form.again} onAgain={form.setAgain} onLeave={onClose} />
        <p>{outlook(plan)}</p>
        {props.effects === undefined ? null : (
          <ul className="flex list-disc flex-col gap-1 pl-5">
            {props.effects.map((effect) => (
              <li key={effect}>{effect}</li>
            ))}
          </ul>
        )}
        <VerdictFilter plan={plan} shown={form.shown} onShow={form.setShown} />
        <PlanRows label="What would happen" rows={rowsOf(plan, form.shown)} />
        {form.irreversible > 0 ? (
          <Field
            label={`Type “${form.expected}” to confirm`}
            hint={`${countedChanges(form.irreversible)} cannot be taken back.`}
          >
            {(ids) => <TextInput {...ids} value={form.typed} onChange={(event) => form.setTyped(event.target.value)} />}
          </Field>
        ) : null}
        {plan.needs_step_up ? (
          <p className="text-soft">
            This takes a recent sign-in: if yours is older, you are asked to sign in once more.
          </p>
        ) : null}
        {plan.needs_reason || props.offersReason ? (
          <ReasonField optional={!plan.needs_reason} reason={form.reason} onChange={form.setReason} />
        ) : null}
        {form.error === null ? null : <Problem error={form.error} />}
      </form>
    </Dialog>
  )
}

function usePlanForm(props: ReviewProps) {
  const { plan, title, kind, userId, wanted, typeToConfirm } = props
  const [shown, setShown] = useState<PlanVerdict | 'all'>('all')
  const [reason, setReason] = useState('')
  const [typed, setTyped] = useState('')
  const [again, setAgain] = useState(false)
  const { start, busy, error } = useJobStart(props)
  const irreversible = plan.rows.filter(({ verdict, reversible }) => verdict === 'ready' && !reversible).length
  const expected = typeToConfirm ?? String(irreversible)
  const given = { reason, typed, again, irreversible, expected }
  const refusal = refusalOf(plan, given)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (refusal !== null || busy) return
    start({
      ...wanted,
      title,
      kind,
      fingerprint: plan.fingerprint,
      ...(userId === undefined ? {} : { user_id: userId }),
      ...(again ? { again } : {}),
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    })
  }
  return { ...given, shown, setShown, setReason, setTyped, setAgain, busy, error, submit, start: { busy, refusal } }
}

function refusalOf(
  plan: Plan,
  given: { reason: string; typed: string; again: boolean; irreversible: number; expected: string },
): string | null {
  const { reason, typed, again, irreversible, expected } = given
  if (toDo(plan) === 0) return 'There is nothing in this plan that can be done.'
  if (plan.existing_job !== null && !again) return 'These changes are a job already. Open it, or run them again.'
  if (irreversible > 0 && typed.trim() !== expected) return `Type “${expected}” above first.`
  return plan.needs_reason && reason.trim() === '' ? 'Give a reason above first.' : null
}

type ExistingProps = { plan: Plan; again: boolean; onAgain: (again: boolean) => void; onLeave: () => void }

/** The same changes twice are one job, unless somebody means it. */
function ExistingJob({ plan: { existing_job }, again, onAgain, onLeave }: ExistingProps) {
  if (existing_job === null) return null
  const ended = existing_job.status === 'done' || existing_job.status === 'cancelled'
  return (
    <Notice tone="caution">
      <p>
        The same changes became a job on {moment(existing_job.created_at)}, which{' '}
        {ended ? 'has ended' : 'is still under way'}.{' '}
        <Link href={pagePaths.job(existing_job.id)} prefetch={false} onClick={onLeave} className="underline">
          Open that job
        </Link>
      </p>
      {ended ? (
        <label className="mt-1 flex items-center gap-2">
          <input type="checkbox" checked={again} onChange={(event) => onAgain(event.target.checked)} />
          Run them again
        </label>
      ) : null}
    </Notice>
  )
}

type FilterProps = { plan: Plan; shown: PlanVerdict | 'all'; onShow: (shown: PlanVerdict | 'all') => void }

function VerdictFilter({ plan, shown, onShow }: FilterProps) {
  const there = verdicts.filter((verdict) => plan.counts[verdict] > 0)
  if (there.length < 2) return null
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">Show</legend>
      {(['all', ...there] as const).map((verdict) => (
        <Button
          key={verdict}
          small
          look={shown === verdict ? 'secondary' : 'quiet'}
          aria-pressed={shown === verdict}
          onClick={() => onShow(verdict)}
        >
          {verdict === 'all' ? 'All' : verdictWords[verdict].word}
          <span className="figures text-soft">
            {(verdict === 'all' ? plan.rows.length : plan.counts[verdict]).toLocaleString('en')}
          </span>
        </Button>
      ))}
    </fieldset>
  )
}

function rowsOf(plan: Plan, shown: PlanVerdict | 'all') {
  return shown === 'all' ? plan.rows : plan.rows.filter(({ verdict }) => verdict === shown)
}

function toDo({ counts }: Plan): number {
  return counts.ready + counts.approval
}

function applyWords(plan: Plan): string {
  if (plan.counts.ready === 0 && plan.counts.approval > 0) return `Propose ${countedChanges(plan.counts.approval)}`
  return `Apply ${countedChanges(toDo(plan))}`
}

/** One line that says what would be done, what would not, and how long it takes. */
function outlook(plan: Plan): string {
  const left = plan.rows.length - toDo(plan)
  const rest = left === 0 ? '' : ` ${left === 1 ? '1 row' : `${left.toLocaleString('en')} rows`} will be left out.`
  if (toDo(plan) === 0) return `Nothing of this can be done.${rest}`
  const calls = plan.calls === 1 ? 'one call' : `${plan.calls.toLocaleString('en')} calls`
  return `${countedChanges(toDo(plan))} to make: ${calls} to the Admin API, ${roughly(plan.seconds)}.${rest} Steward goes on with it when you close this page.`
}
