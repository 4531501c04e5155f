import { cx } from './cx.ts'

export function Skeleton({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cx('block h-3 animate-[pulse_1.4s_ease-in-out_infinite] rounded-small bg-line', className)}
    />
  )
}
