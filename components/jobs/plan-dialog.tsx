'use client'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { ErrorState } from '#components/ui/error-state.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { planQuery } from '#lib/client/jobs.ts'
import type { JobKind, Wanted } from '#lib/schemas/jobs.ts'
import { PlanReview } from './plan-review.tsx'

export type PlanDialogProps = {
  /** What the job will be called: "Disable 12 keys". */
  title: string
  kind: JobKind
  /** The member that an offboarding is about. */
  userId?: string
  wanted: Wanted
  /** What the person should know before, one effect a line: "12 of these keys are active: calls with them fail at once". */
  effects?: readonly string[]
  /** What to type where something cannot be taken back; the number of such rows when left out. */
  typeToConfirm?: string
  /** Whether a reason may be given though the policy asks for none. */
  offersReason?: boolean
  /** What is done once the person has said so, before the job starts; the job starts however that ends. */
  before?: (() => Promise<void>) | undefined
  onClose: () => void
  /** The job goes on by itself from here; its page is `pagePaths.job(id)`. */
  onStarted: (jobId: string) => void
}

/** Shows what would happen, row by row, and starts it when the person says so. Nothing is changed before that. */
export function PlanDialog(props: PlanDialogProps) {
  const { title, wanted, onClose } = props
  const plan = useQuery(planQuery(useId(), wanted))
  if (plan.data !== undefined) return <PlanReview {...props} plan={plan.data} onOutdated={() => void plan.refetch()} />
  return (
    <Dialog wide title={title} onClose={onClose} footer={<Button onClick={onClose}>Cancel</Button>}>
      {plan.error === null ? (
        <output className="flex flex-col gap-2 py-2">
          <p className="text-soft">Looking at what this would change…</p>
          <Skeleton className="h-9 w-full" />
          <Skeleton className="h-9 w-full" />
          <Skeleton className="h-9 w-2/3" />
        </output>
      ) : (
        <ErrorState title="No plan could be made" error={plan.error} retry={() => void plan.refetch()} />
      )}
    </Dialog>
  )
}
