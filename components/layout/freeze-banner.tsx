'use client'
import { Notice } from '#components/ui/notice.tsx'
import { freezeWords } from '#lib/rules/policy-limits.ts'
import { usePolicy } from './policy-context.tsx'

/** For everybody: while a freeze holds, most of what they would do is refused. */
export function FreezeBanner() {
  const { frozen } = usePolicy()
  if (frozen === null) return null
  return (
    <section aria-label="Freeze" className="shrink-0 border-b border-line">
      <Notice tone="caution">{freezeWords(frozen)}</Notice>
    </section>
  )
}
