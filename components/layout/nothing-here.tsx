import Link from 'next/link'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { pagePaths } from '#lib/paths.ts'

export function NothingHere() {
  return (
    <EmptyState
      level={1}
      title="Nothing is here"
      action={
        <Link href={pagePaths.overview()} prefetch={false} className="text-accent underline underline-offset-2">
          To the overview
        </Link>
      }
    >
      The address may be mistyped, the object may be gone, or it is outside what your portal role may see.
    </EmptyState>
  )
}
