import { openDialog } from '#components/ui/open-dialog.ts'
import type { PlanToJobProps } from './plan-to-job.tsx'

/** Shows what would happen and, when the person says so, starts it and goes to the job: one call from any page. */
export function openPlan(asked: Omit<PlanToJobProps, 'onClose'>): Promise<void> {
  return openDialog(async () => (await import('./plan-to-job.tsx')).PlanToJob, asked)
}
