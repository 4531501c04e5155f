'use client'
import { ChevronRight, CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { Panel } from '#components/ui/panel.tsx'
import type { Finding } from '#lib/schemas/views.ts'

const firstShown = 12

const severities = {
  danger: { word: 'Act now', icon: CircleAlert, colour: 'text-danger' },
  caution: { word: 'Soon', icon: TriangleAlert, colour: 'text-caution' },
  info: { word: 'Know', icon: Info, colour: 'text-info' },
}
const order = ['danger', 'caution', 'info']

const acts: Record<Finding['kind'], string> = {
  invite_expiring: 'Resend',
  key_expiring: 'See the key',
  owner_gone: 'Review the key',
  open_intent: 'See what happened',
  proposal_waiting: 'Decide',
  upstream: 'See the connection',
  outside_change: 'See what changed',
}

/** Most severe first; long lists start short. */
export function FindingsPanel({ findings, complete }: { findings: readonly Finding[]; complete: boolean }) {
  const [all, setAll] = useState(false)
  const sorted = findings.toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
  const shown = all ? sorted : sorted.slice(0, firstShown)
  const hidden = sorted.length - shown.length
  return (
    <Panel title="Needs attention" count={findings.length}>
      {findings.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-3 text-soft">
          <CircleCheck size={16} aria-hidden className="shrink-0 text-good" />
          {complete ? 'Nothing needs attention.' : 'Nothing so far; the first reading is not finished yet.'}
        </p>
      ) : (
        <ul>
          {shown.map((finding, at) => (
            <FindingRow key={`${finding.href} ${finding.kind} ${at}`} finding={finding} />
          ))}
        </ul>
      )}
      {hidden > 0 ? (
        <div className="border-t border-line px-2 py-1.5">
          <Button small look="quiet" onClick={() => setAll(true)}>
            Show {hidden.toLocaleString('en')} more
          </Button>
        </div>
      ) : null}
    </Panel>
  )
}

function FindingRow({ finding }: { finding: Finding }) {
  const { word, icon: Icon, colour } = severities[finding.severity]
  return (
    <li className="border-b border-line last:border-b-0">
      <Link
        href={finding.href}
        prefetch={false}
        className="grid min-h-(--row) grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-0.5 px-4 py-2 -outline-offset-2 hover:bg-hover desk:py-1.5 desk:grid-cols-[88px_minmax(0,1fr)_auto]"
      >
        <span className={cx('inline-flex items-center gap-1.5', colour)}>
          <Icon size={14} aria-hidden className="shrink-0" />
          {word}
        </span>
        <span className="col-span-2 row-start-2 flex min-w-0 flex-col desk:col-span-1 desk:col-start-2 desk:row-start-1 desk:flex-row desk:items-baseline desk:gap-2">
          <span className="font-strong desk:truncate">{finding.title}</span>
          <span className="text-soft desk:truncate">{finding.detail}</span>
        </span>
        <span className="inline-flex items-center gap-1 whitespace-nowrap text-accent desk:col-start-3">
          {acts[finding.kind]}
          <ChevronRight size={14} aria-hidden />
        </span>
      </Link>
    </li>
  )
}
