import Link from 'next/link'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { pagePaths } from '#lib/paths.ts'

export default function NotFound() {
  return (
    <EmptyState
      title="Nothing is here"
      action={
        <Link href={pagePaths.overview()} className="text-accent underline underline-offset-2">
          To the overview
        </Link>
      }
    >
      The address may be mistyped, the object may be gone, or it is outside what your portal role may see.
    </EmptyState>
  )
}
