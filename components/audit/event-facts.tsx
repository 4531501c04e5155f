'use client'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { CopyText } from '#components/ui/copy-text.tsx'
import { Facts } from '#components/ui/panel.tsx'
import { moment } from '#components/ui/time-words.ts'
import { pagePaths } from '#lib/paths.ts'
import type { AuditRow } from '#lib/schemas/views.ts'
import { roleWords, throughWords } from './audit-columns.tsx'
import { ResultBadge } from './result-badge.tsx'
import { TargetLink } from './target-link.tsx'
import { beforeFacts, isFromUpstream, upstreamFacts } from './upstream-facts.tsx'

type Fact = { label: string; value: ReactNode }

/** Who, when, how, why, and what it belongs together with. */
export function EventFacts({ row, onOpen }: { row: AuditRow; onOpen: (id: string) => void }) {
  const facts = isFromUpstream(row)
    ? [...whoAndWhen(row).slice(0, 3), ...upstreamFacts(row, onOpen)]
    : [...whoAndWhen(row), ...why(row), ...undoFacts(row, onOpen)]
  return <Facts facts={[...facts, ...beforeFacts(row), ...ids(row)]} />
}

function whoAndWhen(row: AuditRow): Fact[] {
  return [
    { label: 'Result', value: <ResultBadge result={row.result} problem={row.problem} /> },
    { label: 'When', value: <time dateTime={row.at}>{moment(row.at)}</time> },
    { label: 'Person', value: row.actor },
    { label: 'Portal role', value: row.actor_role === null ? 'Not recorded' : roleWords(row.actor_role) },
    { label: 'Through', value: throughWords(row) },
    { label: 'Address', value: row.address ?? 'Not recorded' },
  ]
}

function why(row: AuditRow): Fact[] {
  const { approver, proposal_id } = row
  return [
    { label: 'Reason', value: row.reason ?? 'None given' },
    ...(approver === null ? [] : [{ label: 'Approved by', value: `${approver.name} (${roleWords(approver.role)})` }]),
    ...(proposal_id === null ? [] : [{ label: 'Proposal', value: <ProposalLink id={proposal_id} /> }]),
  ]
}

function ProposalLink({ id }: { id: string }) {
  return (
    <Link href={pagePaths.proposal(id)} prefetch={false} className="text-accent hover:underline">
      Open the proposal
    </Link>
  )
}

function undoFacts({ undoes, undone_by }: AuditRow, onOpen: (id: string) => void): Fact[] {
  const link = (id: string, words: string) => (
    <button type="button" className="text-accent hover:underline" onClick={() => onOpen(id)}>
      {words}
    </button>
  )
  return [
    ...(undoes === null ? [] : [{ label: 'Took back', value: link(undoes, 'The action it took back') }]),
    ...(undone_by === null ? [] : [{ label: 'Taken back by', value: link(undone_by, 'The action that did') }]),
  ]
}

function copied(text: string | null, what: string): ReactNode {
  return text === null ? 'None' : <CopyText text={text} what={what} />
}

function ids(row: AuditRow): Fact[] {
  return [
    { label: 'Action', value: <span className="font-mono text-small">{row.action}</span> },
    { label: 'Target', value: <TargetLink target={row} /> },
    { label: 'Target id', value: copied(row.target_id, 'id') },
    { label: 'Request', value: copied(row.request_id, 'request id') },
    { label: 'Upstream request', value: copied(row.upstream_request_id, 'request id') },
  ]
}
