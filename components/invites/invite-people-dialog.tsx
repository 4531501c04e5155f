'use client'
import { useState } from 'react'
import { newInvites } from '#components/jobs/bulk-changes.ts'
import { openPlan } from '#components/jobs/open-plan.ts'
import { usePolicy } from '#components/layout/policy-context.tsx'
import { ReasonField, SecondPerson } from '#components/ui/asked-for.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { InviteeForm } from './invitee-form.tsx'
import { ResultList } from './invitee-list.tsx'
import { useInvitees } from './use-invitees.ts'
import { isOver, useInviteRun } from './use-invite-run.ts'
import type { InviteRun } from './use-invite-run.ts'

const mostAtOnce = 1_000
/** More than these become a job, which goes on when this tab is closed. */
const mostInThisTab = 20

/** Paste, look, send: one dialog from the list of addresses to the result of each. */
export function InvitePeopleDialog({ onClose }: { onClose: () => void }) {
  const invitees = useInvitees()
  const run = useInviteRun()
  const [leaving, setLeaving] = useState(false)
  const asks = usePolicy().asks('invite.create')
  const [reason, setReason] = useState('')
  const valid = invitees.rows.filter((row) => row.check === 'valid')
  const asJob = valid.length > mostInThisTab
  const needsReason = asks.reason && !asJob
  const start = () => {
    if (asJob) void planInvites(valid)
    else run.start(valid.map((row) => ({ ...row, ...(needsReason ? { reason: reason.trim() } : {}) })))
  }
  const ask = leaving && run.phase === 'running'

  if (run.phase === 'not_started')
    return (
      <Dialog
        title="Invite people"
        wide
        onClose={onClose}
        footer={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button
              look="primary"
              refusal={refusalToSend(valid.length, needsReason && reason.trim() === '')}
              onClick={start}
            >
              {asJob ? `Plan ${people(valid.length)}` : sendWords(valid.length, asks.approval !== null)}
            </Button>
          </>
        }
      >
        <InviteeForm invitees={invitees} />
        {needsReason ? <ReasonField reason={reason} onChange={setReason} /> : null}
        {asks.approval ? <SecondPerson by={asks.approval} /> : null}
        {asJob ? (
          <p className="text-soft">
            More than {mostInThisTab} invites become a job: you see its plan next, and it goes on when you close this
            tab.
          </p>
        ) : null}
      </Dialog>
    )
  return (
    <Dialog
      title={titleOf(run)}
      wide
      onClose={() => (run.phase === 'running' ? setLeaving(true) : onClose())}
      footer={
        <RunButtons
          run={run}
          ask={ask}
          leave={() => setLeaving(true)}
          stay={() => setLeaving(false)}
          close={() => {
            run.stop()
            onClose()
          }}
        />
      }
    >
      <RunProgress run={run} ask={ask} />
      <ResultList rows={run.rows} />
    </Dialog>
  )
}

function planInvites(invitees: readonly { email: string; role: string }[]): Promise<void> {
  return openPlan({
    title: `Invite ${people(invitees.length)}`,
    kind: 'bulk',
    wanted: { changes: newInvites(invitees) },
  })
}

function titleOf(run: InviteRun): string {
  if (run.phase === 'running') return 'Sending invites'
  if (run.rows.every((row) => row.outcome.state === 'sent')) return 'Invites sent'
  return run.rows.every((row) => isOver(row.outcome)) ? 'Invites proposed' : 'Not every invite was sent'
}

function sendWords(count: number, proposes: boolean): string {
  const word = proposes ? 'Propose' : 'Invite'
  return count === 0 ? word : `${word} ${people(count)}`
}

function refusalToSend(count: number, reasonMissing: boolean): string | null {
  if (count === 0) return 'Add at least one address that can be invited.'
  if (count > mostAtOnce)
    return `At most ${mostAtOnce.toLocaleString('en')} invites at a time; take some of the rows away.`
  return reasonMissing ? 'Give a reason above first.' : null
}

function people(count: number): string {
  return count === 1 ? '1 person' : `${count.toLocaleString('en')} people`
}

function RunProgress({ run, ask }: { run: InviteRun; ask: boolean }) {
  const { rows, waiting, endsWith } = run
  const count = (state: string) => rows.filter((row) => row.outcome.state === state).length
  const [sent, failed, proposed] = [count('sent'), count('failed'), count('proposed')]
  return (
    <div ref={endsWith} className="flex flex-col gap-2">
      <progress
        aria-label="Invites sent"
        max={rows.length}
        value={sent + failed + proposed}
        className="h-1.5 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-accent"
      />
      <p className="figures">
        {sent} of {rows.length} sent
        {failed > 0 ? <span className="text-danger">, {failed} failed</span> : null}
        {proposed > 0 ? `, ${proposed} proposed` : null}
        {waiting ? <span className="text-caution"> · Waiting: the quota for this minute is used up</span> : null}
      </p>
      {ask ? (
        <p role="alert" className="rounded border border-caution/40 bg-caution-wash px-3 py-2 text-caution">
          Invites are still being sent. Stop now? What was sent stays sent; the other{' '}
          {rows.length - sent - failed - proposed} will not be.
        </p>
      ) : null}
    </div>
  )
}

type ButtonsProps = { run: InviteRun; ask: boolean; leave: () => void; stay: () => void; close: () => void }

function RunButtons({ run, ask, leave, stay, close }: ButtonsProps) {
  const left = run.rows.filter((row) => !isOver(row.outcome)).length
  if (ask)
    return (
      <>
        <Button onClick={stay}>Keep going</Button>
        <Button look="danger" onClick={close}>
          Stop and close
        </Button>
      </>
    )
  if (run.phase === 'running') return <Button onClick={leave}>Stop…</Button>
  return (
    <>
      {left > 0 ? <Button onClick={run.retry}>Retry {left.toLocaleString('en')} not sent</Button> : null}
      <Button look="primary" onClick={close}>
        Close
      </Button>
    </>
  )
}
