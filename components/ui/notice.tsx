import type { ReactNode } from 'react'
import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import { cx } from './cx.ts'

export type NoticeTone = 'info' | 'caution' | 'danger'

const looks: Record<NoticeTone, { icon: typeof Info; wash: string; word: string }> = {
  info: { icon: Info, wash: 'bg-info-wash text-info', word: 'Note' },
  caution: { icon: TriangleAlert, wash: 'bg-caution-wash text-caution', word: 'Warning' },
  danger: { icon: CircleAlert, wash: 'bg-danger-wash text-danger', word: 'Problem' },
}

/** A line across the page or a panel that says something holds right now. */
export function Notice({ tone, children }: { tone: NoticeTone; children: ReactNode }) {
  const { icon: Icon, wash, word } = looks[tone]
  return (
    <div className={cx('flex items-start gap-2 px-4 py-2', wash)}>
      <Icon size={16} aria-hidden className="mt-0.5 shrink-0" />
      <span className="sr-only">{word}:</span>
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  )
}
