import { Skeleton } from '#components/ui/skeleton.tsx'

/** As high as the chart it stands for, so that nothing jumps. */
export function SpendSkeleton() {
  return (
    <output aria-label="Reading spend" className="flex flex-col gap-3 px-4 py-4">
      <Skeleton className="h-6 w-32" />
      <Skeleton className="h-36 w-full" />
      <Skeleton className="w-2/3" />
    </output>
  )
}
