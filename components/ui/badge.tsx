import type { ReactNode } from 'react'
import { cx } from './cx.ts'

export type Tone = 'neutral' | 'good' | 'caution' | 'danger' | 'info' | 'accent'

const washes: Record<Tone, string> = {
  neutral: 'border-line text-soft',
  good: 'border-transparent bg-good-wash text-good',
  caution: 'border-transparent bg-caution-wash text-caution',
  danger: 'border-transparent bg-danger-wash text-danger',
  info: 'border-transparent bg-info-wash text-info',
  accent: 'border-transparent bg-accent-wash text-accent',
}

/** A word of state. The word carries the meaning; the colour only repeats it. */
export function Badge({ tone = 'neutral', tip, children }: { tone?: Tone; tip?: string; children: ReactNode }) {
  return (
    <span
      className={cx('inline-flex h-5 shrink-0 items-center rounded-small border px-1.5 text-small', washes[tone])}
      {...(tip === undefined ? {} : { 'data-tip': tip, 'aria-description': tip })}
    >
      {children}
    </span>
  )
}
