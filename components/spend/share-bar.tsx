import { roughDollars } from '#components/ui/money-words.ts'

/** How much of the largest this is, as a bar beside its number. */
export function ShareBar({ cents, most }: { cents: string; most: string }) {
  const width = Math.max(0, Math.min(100, (100 * roughDollars(cents)) / Math.max(1e-9, roughDollars(most))))
  return (
    <svg aria-hidden viewBox="0 0 100 8" preserveAspectRatio="none" className="block h-2 w-full min-w-24">
      <rect width={100} height={8} className="fill-sunken" />
      <rect width={width} height={8} className="fill-accent" />
    </svg>
  )
}
