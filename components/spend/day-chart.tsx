import { cx } from '#components/ui/cx.ts'
import { dollars, roughDollars } from '#components/ui/money-words.ts'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { day as dayWords } from '#components/ui/time-words.ts'
import type { DayCost } from '#lib/schemas/usage.ts'
import { axisWords, peakOf, roundTop } from './chart-scale.ts'

const columns: readonly PlainColumn<DayCost>[] = [
  { header: 'Day (UTC)', cell: ({ day }) => dayWords(day) },
  { header: 'Cost', numeric: true, cell: ({ cents }) => (cents === null ? 'Not read yet' : dollars(cents)) },
]

/** Cost by day: bars for those who see them, one sentence and a table for everybody. */
export function DayChart({ days }: { days: readonly DayCost[] }) {
  const peak = peakOf(days)
  const top = roundTop(roughDollars(peak?.cents ?? null))
  return (
    <div className="flex flex-col gap-2 px-4 py-3">
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
        <div aria-hidden className="figures flex h-36 flex-col justify-between text-right text-small text-soft">
          <span className="-mt-2">{axisWords(top)}</span>
          <span>{axisWords(top / 2)}</span>
          <span className="-mb-2">$0</span>
        </div>
        <Bars days={days} top={top} label={chartWords(days, peak)} />
        <div aria-hidden className="figures col-start-2 mt-1 flex justify-between text-small text-soft">
          {axisDays(days).map((day) => (
            <span key={day}>{shortDay(day)}</span>
          ))}
        </div>
      </div>
      <details className="text-small">
        <summary className="w-fit cursor-pointer rounded-small text-accent">Days as a table</summary>
        <div className="mt-2 max-h-80 overflow-y-auto rounded-small border border-line">
          <PlainTable
            caption="Cost by day"
            columns={columns}
            rows={days}
            keyOf={({ day }) => day}
            empty="No days yet."
          />
        </div>
      </details>
    </div>
  )
}

/** One unit wide for each day and a hundred high; stretched to its place, so no text may stand in it. */
function Bars({ days, top, label }: { days: readonly DayCost[]; top: number; label: string }) {
  return (
    <figure className="min-w-0">
      <figcaption className="sr-only">{label}</figcaption>
      <svg
        aria-hidden
        viewBox={`0 0 ${Math.max(1, days.length)} 100`}
        preserveAspectRatio="none"
        className="block h-36 w-full"
      >
        {[0, 50, 100].map((y) => (
          <line
            key={y}
            x1={0}
            x2={days.length}
            y1={y}
            y2={y}
            vectorEffect="non-scaling-stroke"
            className={y === 100 ? 'stroke-control' : 'stroke-line'}
          />
        ))}
        {days.map(({ day, cents }, at) => {
          const height = Math.min(100, (100 * roughDollars(cents)) / top)
          const tip = `${dayWords(day)}: ${cents === null ? 'not read yet' : dollars(cents)}`
          return (
            <g key={day} data-tip={tip} className="group">
              <rect x={at} y={0} width={1} height={100} className="fill-transparent group-hover:fill-hover" />
              <rect
                x={at + 0.14}
                y={100 - height}
                width={0.72}
                height={height}
                className={cx(at === days.length - 1 ? 'fill-control' : 'fill-accent')}
              />
            </g>
          )
        })}
      </svg>
    </figure>
  )
}

function chartWords(days: readonly DayCost[], peak: { day: string; cents: string } | null): string {
  const [first] = days
  const last = days.at(-1)
  if (first === undefined || last === undefined) return 'Cost by day: no days yet'
  const span = `Cost by day from ${dayWords(first.day)} to ${dayWords(last.day)}`
  return peak === null ? `${span}: none` : `${span}, most on ${dayWords(peak.day)}: ${dollars(peak.cents)}`
}

function axisDays(days: readonly DayCost[]): string[] {
  const middle = Math.floor((days.length - 1) / 2)
  const wanted = days.length > 4 ? [0, middle, days.length - 1] : [0, days.length - 1]
  return [...new Set(wanted)].flatMap((at) => days[at]?.day ?? [])
}

function shortDay(day: string): string {
  return dayWords(day).replace(/ \d{4}$/, '')
}
