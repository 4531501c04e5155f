'use client'
import Link from 'next/link'
import { useState } from 'react'
import { roleWords } from '#components/audit/audit-columns.tsx'
import type { FieldChange } from '#components/audit/field-changes.ts'
import { TargetLink } from '#components/audit/target-link.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Field, TextArea } from '#components/ui/field.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Facts, Panel } from '#components/ui/panel.tsx'
import { PlainTable } from '#components/ui/plain-table.tsx'
import type { PlainColumn } from '#components/ui/plain-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { moment } from '#components/ui/time-words.ts'
import { TimeAgo } from '#components/ui/time.tsx'
import { isToldElsewhere } from '#lib/client/api-error.ts'
import type { Decision } from '#lib/client/proposals.ts'
import { pagePaths } from '#lib/paths.ts'
import type { ProposalRow } from '#lib/schemas/views.ts'
import { ProposalBadge } from './proposal-badge.tsx'
import { approveWords, effectOf, ruleWords, statusMeaning } from './proposal-words.ts'
import { proposedChanges } from './proposed-changes.ts'
import { useDecision } from './use-decision.ts'

const columns: readonly PlainColumn<FieldChange>[] = [
  { header: 'Field', cell: (row) => <span className="font-mono text-small">{row.field}</span> },
  { header: 'Now', cell: (row) => row.before ?? <span className="text-soft">not there</span> },
  { header: 'After approval', cell: (row) => row.after ?? <span className="text-soft">not there</span> },
]

/** One proposal, told whole, with the decision where it is still to be made. */
export function ProposalDialog({ row, onClose }: { row: ProposalRow; onClose: () => void }) {
  const { comment, setComment, busy, error, decide } = useDecisionForm(row, onClose)
  const open = row.status === 'waiting'
  const changes = proposedChanges(row)
  return (
    <Dialog
      wide
      title={row.summary}
      onClose={onClose}
      busy={busy !== null}
      footer={open ? <DecisionButtons row={row} busy={busy} decide={decide} /> : null}
    >
      <div className="flex flex-col gap-4">
        {open && row.stale ? (
          <Notice tone="caution">
            The object has changed since this was proposed, so an approval would change nothing. Look at the object,
            then propose it again.
          </Notice>
        ) : null}
        {open ? <p>{effectOf(row)}</p> : <Outcome row={row} />}
        <ProposalFacts row={row} />
        <Panel title="Changes" count={changes.length}>
          <PlainTable
            caption="Fields an approval would write"
            columns={columns}
            rows={changes}
            keyOf={(change) => change.field}
            empty="Nothing but what the title says."
          />
        </Panel>
        {open && (row.decide.allowed || row.mine) ? (
          <Field label="Comment" hint="Optional; kept with the proposal and in the audit log.">
            {(ids) => (
              <TextArea
                {...ids}
                data-autofocus=""
                rows={2}
                maxLength={1000}
                value={comment}
                onChange={(event) => setComment(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        {error === null ? null : <Problem error={error} />}
      </div>
    </Dialog>
  )
}

function useDecisionForm(row: ProposalRow, onClose: () => void) {
  const [comment, setComment] = useState('')
  const [busy, setBusy] = useState<Decision | null>(null)
  const [error, setError] = useState<unknown>(null)
  const run = useDecision()
  const decide = async (decision: Decision) => {
    setBusy(decision)
    setError(null)
    try {
      await run(row, decision, comment.trim())
      onClose()
    } catch (problem) {
      setError(isToldElsewhere(problem) ? null : problem)
      setBusy(null)
    }
  }
  return { comment, setComment, busy, error, decide: (decision: Decision) => void decide(decision) }
}

type ButtonsProps = { row: ProposalRow; busy: Decision | null; decide: (decision: Decision) => void }

function DecisionButtons({ row, busy, decide }: ButtonsProps) {
  const refusal = row.decide.allowed ? null : row.decide.reason
  const button = (decision: Decision) => ({
    busy: busy === decision,
    disabled: busy !== null && busy !== decision,
    onClick: () => decide(decision),
  })
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {row.mine ? <Button {...button('cancel')}>Cancel proposal</Button> : null}
      <Button refusal={refusal} {...button('reject')}>
        Reject
      </Button>
      <Button look="primary" refusal={refusal} {...button('approve')}>
        {approveWords(row)}
      </Button>
    </div>
  )
}

function Outcome({ row }: { row: ProposalRow }) {
  return (
    <div className="flex flex-col gap-1">
      <p>{statusMeaning[row.status]}</p>
      {row.problem === null ? null : <p className="text-danger">{row.problem}</p>}
      {row.event_id === null ? null : (
        <p>
          <Link href={pagePaths.auditEvent(row.event_id)} prefetch={false} className="text-accent hover:underline">
            See it in the audit log
          </Link>
        </p>
      )}
    </div>
  )
}

function ProposalFacts({ row }: { row: ProposalRow }) {
  const { requester, decider } = row
  return (
    <Facts
      facts={[
        { label: 'Status', value: <ProposalBadge row={row} /> },
        {
          label: 'Proposed by',
          value: requester.role === null ? requester.name : `${requester.name}, ${roleWords(requester.role)}`,
        },
        { label: 'When', value: <time dateTime={row.created_at}>{moment(row.created_at)}</time> },
        { label: 'Reason', value: row.reason ?? 'None given' },
        { label: 'Rule', value: ruleWords(row) },
        { label: 'Target', value: <TargetLink target={row} /> },
        ...(row.workspace === null ? [] : [{ label: 'Workspace', value: row.workspace.name }]),
        ...(row.status === 'waiting' ? [{ label: 'Expires', value: <TimeAgo at={row.expires_at} /> }] : []),
        ...(decider === null
          ? []
          : [
              {
                label: 'Decided by',
                value: decider.role === null ? decider.name : `${decider.name}, ${roleWords(decider.role)}`,
              },
            ]),
        ...(row.decided_at === null ? [] : [{ label: 'Decided', value: moment(row.decided_at) }]),
        ...(row.comment === null ? [] : [{ label: 'Comment', value: row.comment }]),
      ]}
    />
  )
}
