'use client'
import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { InviteActsProvider } from '#components/invites/invite-acts.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { ShowMore } from '#components/ui/show-more.tsx'
import type { Finding } from '#lib/schemas/attention.ts'
import { FindingRow } from './finding-row.tsx'

const firstShown = 12

/** Most severe first, as the server orders them; long lists start short. */
export function FindingsPanel({ findings, complete }: { findings: readonly Finding[]; complete: boolean }) {
  const [all, setAll] = useState(false)
  const shown = all ? findings : findings.slice(0, firstShown)
  const hidden = findings.length - shown.length
  return (
    <InviteActsProvider>
      <Panel title="Needs attention" count={findings.length}>
        {findings.length === 0 ? (
          <p className="flex items-center gap-2 px-4 py-3 text-soft">
            <CircleCheck size={16} aria-hidden className="shrink-0 text-good" />
            {complete ? 'Nothing needs attention.' : 'Nothing so far; the first reading is not finished yet.'}
          </p>
        ) : (
          <ul>
            {shown.map((finding) => (
              <FindingRow key={`${finding.kind} ${finding.id}`} finding={finding} />
            ))}
          </ul>
        )}
        <ShowMore hidden={hidden} show={() => setAll(true)} />
      </Panel>
    </InviteActsProvider>
  )
}
