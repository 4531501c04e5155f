'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { keyReachQuery } from '#lib/client/access.ts'
import { pagePaths } from '#lib/paths.ts'
import type { KeyReach, KeyReachRow } from '#lib/schemas/access-matrix.ts'
import { roleName } from '#lib/schemas/roles.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { keyLabel } from './key-words.ts'

/** Who can use or manage the key, how, and what nobody can know of it. */
export function KeyReachDialog({ keyRow, onClose }: { keyRow: KeyRow; onClose: () => void }) {
  const { data, error } = useQuery(keyReachQuery(keyRow.id))
  return (
    <Dialog
      title={`Who can reach ${keyLabel(keyRow)}`}
      wide
      onClose={onClose}
      footer={
        <Button onClick={onClose} data-autofocus>
          Close
        </Button>
      }
    >
      {error && !data ? <Problem error={error} /> : null}
      {data ? <Reach reach={data} /> : error ? null : <Skeleton className="h-40" />}
    </Dialog>
  )
}

function Reach({ reach }: { reach: KeyReach }) {
  return (
    <>
      {reach.complete ? null : <p className="text-caution">Still reading {reach.missing.join(', ')}.</p>}
      <ul aria-label="Who can reach it" className="rounded border border-line">
        {reach.rows.map((row) => (
          <ReachLine key={row.id} row={row} />
        ))}
        {reach.rows.length === 0 ? <li className="px-3 py-2 text-soft">Nobody that Steward knows of.</li> : null}
      </ul>
      <section aria-label="What is not known">
        <h3 className="font-strong">What the Admin API does not tell</h3>
        <ul className="mt-1 flex list-disc flex-col gap-1 pl-5 text-soft">
          {reach.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      </section>
    </>
  )
}

function ReachLine({ row }: { row: KeyReachRow }) {
  return (
    <li className="flex flex-col gap-0.5 border-b border-line px-3 py-2 last:border-b-0">
      <span className="flex flex-wrap items-center gap-x-2">
        <Who row={row} />
        {row.state === 'left' ? <Badge tone="caution">Left the organization</Badge> : null}
        {row.state === 'service_account' ? <Badge>Service account</Badge> : null}
        {row.workspace_role === null ? null : <Badge>{roleName(row.workspace_role)}</Badge>}
      </span>
      {row.ways.map(({ way, because, assumed }) => (
        <span key={way} className="text-small text-soft">
          {because}
          {assumed ? <span className="text-caution"> (assumed)</span> : null}
        </span>
      ))}
    </li>
  )
}

function Who({ row }: { row: KeyReachRow }) {
  if (row.state !== 'member') return <span className="font-mono text-small">{row.id}</span>
  return (
    <>
      <Link href={pagePaths.member(row.id)} prefetch={false} className="font-strong hover:underline">
        {row.name || row.email}
      </Link>
      {row.name ? <span className="text-soft">{row.email}</span> : null}
    </>
  )
}
