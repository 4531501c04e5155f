'use client'
import type { ReactNode } from 'react'
import { Badge } from '#components/ui/badge.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { moment } from '#components/ui/time-words.ts'
import { useNow } from '#components/ui/use-now.ts'
import type { PolicyView } from '#lib/schemas/views.ts'
import { policySections } from './policy-panel-words.ts'
import type { PolicyLine } from './policy-panel-words.ts'

/** One short table for each section of the file that says something. */
export function PolicyRulesTables({ view }: { view: PolicyView }) {
  const now = useNow()
  const sections = policySections(view, moment)
  if (sections.length === 0) return <p className="border-t border-line px-4 py-3 text-soft">The file holds no rule.</p>
  return (
    <>
      {sections.map(({ title, headers, lines }) => (
        <section key={title} aria-label={title} className="border-t border-line">
          <h3 className="px-4 py-2 text-small font-strong">{title}</h3>
          <PlainTable
            caption={title}
            columns={columnsOf(headers, now)}
            rows={lines}
            keyOf={({ key }) => key}
            empty=""
          />
        </section>
      ))}
    </>
  )
}

function columnsOf(headers: readonly string[], now: number | null): PlainColumn<PolicyLine>[] {
  return headers.map((header, at) => ({
    header,
    cell: (line): ReactNode => (
      <span className="break-words">
        {line.cells[at]}
        {at === 0 && line.holds !== undefined && now !== null ? <Holds holds={line.holds} now={now} /> : null}
      </span>
    ),
  }))
}

function Holds({ holds: { from, until }, now }: { holds: { from: string; until: string }; now: number }) {
  if (Date.parse(until) <= now) return <Badge>Over</Badge>
  return Date.parse(from) <= now ? <Badge tone="caution">Now</Badge> : <Badge tone="info">Coming</Badge>
}
