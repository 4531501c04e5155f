'use client'
import { useRouter } from 'next/navigation'
import { pagePaths } from '#lib/paths.ts'
import { PlanDialog } from './plan-dialog.tsx'
import type { PlanDialogProps } from './plan-dialog.tsx'

export type PlanToJobProps = Omit<PlanDialogProps, 'onStarted'>

/** A plan that, once started, leads to the page of its job. */
export function PlanToJob(props: PlanToJobProps) {
  const router = useRouter()
  const go = (jobId: string) => {
    props.onClose()
    router.push(pagePaths.job(jobId))
  }
  return <PlanDialog {...props} onStarted={go} />
}
