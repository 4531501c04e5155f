import { cx } from '#components/ui/cx.ts'

type BarProps = { label: string; value: number; max: number; words: string; className?: string }

/** The platform's own progress bar, with words for who does not see it. */
export function ProgressBar({ label, value, max, words, className }: BarProps) {
  return (
    <progress
      aria-label={label}
      aria-valuetext={words}
      max={Math.max(1, max)}
      value={value}
      className={cx(
        'h-1.5 appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent',
        className,
      )}
    />
  )
}
