import { Check, CircleAlert, CircleDashed, Clock, LoaderCircle, MinusCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { roleName } from '#lib/schemas/roles.ts'
import type { CheckedInvitee } from './check-invitees.ts'
import type { Outcome, RunRow } from './use-invite-run.ts'

const mostShown = 300

type Line = { key: string; mark: ReactNode; email: string; role: string; words: ReactNode; problem: boolean }

/** One line a row; when there are more than can be looked at, those with a problem come first. */
function Lines({ label, lines }: { label: string; lines: readonly Line[] }) {
  const some =
    lines.length <= mostShown
      ? lines
      : [...lines.filter((line) => line.problem), ...lines.filter((line) => !line.problem)].slice(0, mostShown)
  return (
    <section
      aria-label={label}
      className="min-h-0 shrink-0 overflow-y-auto rounded border border-line bg-surface max-h-60"
      {...{ tabIndex: 0 }}
    >
      <ul>
        {some.map((line) => (
          <li
            key={line.key}
            className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-center gap-x-2 border-b border-line px-3 py-1.5 last:border-b-0"
          >
            {line.mark}
            <span className="truncate">{line.email}</span>
            <span className="text-small text-soft">{line.role}</span>
            {line.words ? <span className="col-start-2 col-end-4 text-small">{line.words}</span> : null}
          </li>
        ))}
      </ul>
      {some.length < lines.length ? (
        <p className="border-t border-line px-3 py-1.5 text-small text-soft">
          And {(lines.length - some.length).toLocaleString('en')} more
        </p>
      ) : null}
    </section>
  )
}

export function PreviewList({ rows }: { rows: readonly CheckedInvitee[] }) {
  return (
    <Lines
      label="Preview"
      lines={rows.map((row, at) => ({
        key: `${row.line} ${at}`,
        mark: row.check === 'valid' ? goodMark('Will be invited') : previewMarks[severityOf(row)],
        email: row.email,
        role: row.check === 'valid' || row.check === 'refused' ? roleName(row.role) : '',
        words:
          row.problem === null ? null : (
            <span className={severityOf(row) === 'wrong' ? 'text-danger' : 'text-soft'}>
              Line {row.line}: {row.problem}
            </span>
          ),
        problem: row.check !== 'valid',
      }))}
    />
  )
}

/** Nothing to do about a member or a duplicate; a broken address or role somebody should mend. */
function severityOf(row: CheckedInvitee): 'wrong' | 'skipped' {
  return row.check === 'member' || row.check === 'invited' || row.check === 'duplicate' ? 'skipped' : 'wrong'
}

const previewMarks = {
  wrong: <CircleAlert size={14} aria-label="Cannot be sent" className="text-danger" />,
  skipped: <MinusCircle size={14} aria-label="Left out" className="text-soft" />,
}

function goodMark(label: string) {
  return <Check size={14} aria-label={label} className="text-good" />
}

export function ResultList({ rows }: { rows: readonly RunRow[] }) {
  return (
    <Lines
      label="Results"
      lines={rows.map(({ email, role, outcome }) => ({
        key: email,
        mark: resultMark(outcome),
        email,
        role: roleName(role),
        words:
          outcome.state === 'failed' ? (
            <span className="text-danger">
              {outcome.message}
              {outcome.requestId ? <span className="ml-2 font-mono">{outcome.requestId}</span> : null}
            </span>
          ) : outcome.state === 'proposed' ? (
            <span className="text-soft">Proposed: it is sent when a second person approves it.</span>
          ) : null,
        problem: outcome.state === 'failed',
      }))}
    />
  )
}

function resultMark(outcome: Outcome): ReactNode {
  if (outcome.state === 'sent') return goodMark('Sent')
  if (outcome.state === 'failed') return <CircleAlert size={14} aria-label="Failed" className="text-danger" />
  if (outcome.state === 'proposed') return <Clock size={14} aria-label="Proposed" className="text-info" />
  if (outcome.state === 'waiting') return <CircleDashed size={14} aria-label="Not sent" className="text-soft" />
  return <LoaderCircle size={14} aria-label="Sending" className="animate-[spin_1s_linear_infinite] text-accent" />
}
