import Link from 'next/link'
import { ResultBadge } from '#components/audit/result-badge.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { TimeAgo } from '#components/ui/time.tsx'
import { pagePaths } from '#lib/paths.ts'
import type { AuditRow } from '#lib/schemas/views.ts'

/** The last changes, through Steward or outside, that this person may see. */
export function RecentActivity({ rows }: { rows: readonly AuditRow[] }) {
  const more = (
    <Link href={pagePaths.audit()} prefetch={false} className="text-accent hover:underline">
      Audit log
    </Link>
  )
  return (
    <Panel title="Recent activity" actions={more}>
      {rows.length === 0 ? (
        <p className="px-4 py-3 text-soft">Nothing was changed yet.</p>
      ) : (
        <ol>
          {rows.map((row) => (
            <li
              key={row.id}
              className="grid min-h-(--row) grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-b border-line px-4 py-1.5 last:border-b-0 desk:grid-cols-[88px_200px_minmax(0,1fr)_auto]"
            >
              <span className="text-soft desk:order-none">
                <TimeAgo at={row.at} />
              </span>
              <span className="col-start-1 truncate desk:col-start-auto">{row.actor}</span>
              <span className="col-start-1 desk:col-start-auto desk:truncate">{row.summary}</span>
              <span className="col-start-2 row-start-1 desk:col-start-auto desk:row-start-auto">
                <ResultBadge result={row.result} problem={row.problem} />
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}
