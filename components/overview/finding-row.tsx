import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { cx } from '#components/ui/cx.ts'
import type { Finding, FindingItem } from '#lib/schemas/attention.ts'
import { FindingAction } from './finding-act.tsx'

const severities = {
  danger: { word: 'Act now', icon: CircleAlert, colour: 'text-danger' },
  caution: { word: 'Soon', icon: TriangleAlert, colour: 'text-caution' },
  info: { word: 'Know', icon: Info, colour: 'text-info' },
}

const columns =
  'grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 desk:grid-cols-[88px_minmax(0,1fr)_auto]'

/** What it is, where to look, and what to do; of many alike the first few below. */
export function FindingRow({ finding }: { finding: Finding }) {
  const { word, icon: Icon, colour } = severities[finding.severity]
  return (
    <li className="border-b border-line last:border-b-0">
      <div className={cx(columns, 'min-h-(--row) py-2 desk:py-1.5')}>
        <span className={cx('inline-flex items-center gap-1.5', colour)}>
          <Icon size={14} aria-hidden className="shrink-0" />
          {word}
        </span>
        <Words item={finding} strong />
        <span className="col-start-2 row-start-1 justify-self-end desk:col-start-3">
          <FindingAction item={finding} />
        </span>
      </div>
      {finding.first.length === 0 ? null : (
        <ul aria-label={`First of: ${finding.title}`} className="pb-1.5">
          {finding.first.map((item) => (
            <li key={item.id} className={cx(columns, 'py-1')}>
              <Words item={item} />
              <span className="col-start-2 row-start-1 justify-self-end desk:col-start-3">
                <FindingAction item={item} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

function Words({ item, strong = false }: { item: FindingItem; strong?: boolean }) {
  return (
    <span
      className={cx(
        'flex min-w-0 flex-col desk:col-span-1 desk:col-start-2 desk:row-start-1 desk:flex-row desk:items-baseline desk:gap-2',
        strong ? 'col-span-2 row-start-2' : 'col-start-1 row-start-1',
      )}
    >
      <Link
        href={item.href}
        prefetch={false}
        className={cx(
          'break-words hover:underline desk:max-w-[70%] desk:shrink-0 desk:truncate',
          strong && 'font-strong',
        )}
      >
        {item.title}
      </Link>
      {item.detail === '' ? null : <span className="text-soft desk:truncate">{item.detail}</span>}
    </span>
  )
}
