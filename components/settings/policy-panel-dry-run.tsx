import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { Badge } from '#components/ui/badge.tsx'
import { Panel } from '#components/ui/panel.tsx'
import type { PolicyBreach, PolicyView } from '#lib/schemas/views.ts'

/** What the rules would say to the organization as it is today. */
export function DryRun({ view }: { view: PolicyView }) {
  const total = view.breaches.reduce((sum, breach) => sum + breach.count, 0)
  return (
    <Panel title="Policy dry run" count={total}>
      {view.complete ? null : (
        <p className="border-b border-line px-4 py-2 text-soft">
          The organization is still being read ({view.missing.join(', ')}); what is not read yet counts as missing.
        </p>
      )}
      {view.breaches.length === 0 ? (
        <p className="px-4 py-3 text-soft">Nothing in the organization breaks these rules.</p>
      ) : (
        <ul>
          {view.breaches.map((breach) => (
            <Breach key={breach.kind} breach={breach} />
          ))}
        </ul>
      )}
      <p className="border-t border-line px-4 py-2 text-soft">
        A dry run changes nothing. Rules stop changes from now on; what is here already stays until somebody acts.
      </p>
    </Panel>
  )
}

function Breach({ breach }: { breach: PolicyBreach }) {
  const more = breach.count - breach.items.length
  return (
    <li className="border-t border-line px-4 py-2 first:border-t-0">
      <details className="group">
        <summary className="flex cursor-default items-center gap-2">
          <ChevronRight size={14} aria-hidden className="shrink-0 text-soft group-open:rotate-90" />
          <Badge tone="caution">
            <span className="figures">{breach.count.toLocaleString('en')}</span>
          </Badge>
          <span className="min-w-0">{breach.title}</span>
        </summary>
        <ul className="mt-1 flex flex-col gap-0.5 pb-1 pl-5.5">
          {breach.items.map((item) => (
            <li key={item.label} className="break-words">
              {item.href === null ? (
                item.label
              ) : (
                <Link href={item.href} prefetch={false} className="hover:underline">
                  {item.label}
                </Link>
              )}
            </li>
          ))}
          {more > 0 ? <li className="text-soft">And {more.toLocaleString('en')} more</li> : null}
        </ul>
      </details>
    </li>
  )
}
