import type { ReactNode } from 'react'
import { rowStatusWords } from '#components/jobs/job-words.ts'
import { keyStatusName, kindNames } from '#components/keys/key-words.ts'
import { moment } from '#components/ui/time-words.ts'
import type { OffboardingReport, ReportKey, ReportRow } from '#lib/schemas/offboarding.ts'
import { count } from './offboarding-words.ts'

const chosenWords: Record<ReportKey['chosen'], string> = { disable: 'Disable', archive: 'Archive', keep: 'Leave' }

/** A heading with a plain table that prints: no scrolling box, cells wrap. */
function ReportTable(props: { title: string; headers: readonly string[]; empty: string; rows: readonly ReactNode[] }) {
  return (
    <section aria-label={props.title} className="min-w-0 overflow-x-auto print:overflow-visible" {...{ tabIndex: 0 }}>
      <h2 className="mb-2 font-strong">{props.title}</h2>
      {props.rows.length === 0 ? (
        <p className="text-soft">{props.empty}</p>
      ) : (
        <table className="w-full min-w-[640px] border-collapse text-left desk:min-w-0 print:min-w-0">
          <thead>
            <tr>
              {props.headers.map((header) => (
                <th
                  key={header}
                  scope="col"
                  className="border-b border-line py-1 pr-4 text-small font-normal text-soft"
                >
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>{props.rows}</tbody>
        </table>
      )}
    </section>
  )
}

const cell = 'border-b border-line py-1.5 pr-4 align-top'

export function KeysOfReport({ keys }: { keys: readonly ReportKey[] }) {
  return (
    <ReportTable
      title="API keys"
      headers={['Key', 'Kind', 'Workspace', 'When it began', 'Chosen', 'Now']}
      empty="They made no key, and none acted as them."
      rows={keys.map((key) => (
        <tr key={key.id} className="break-inside-avoid">
          <td className={cell}>
            <span className="break-words">{key.name}</span>
            {key.hint === null ? null : <span className="block font-mono text-small text-soft">{key.hint}</span>}
          </td>
          <td className={cell}>{kindNames[key.kind]}</td>
          <td className={cell}>{key.workspace ?? 'Whole organization'}</td>
          <td className={cell}>{key.before === 'unknown' ? 'Not known' : keyStatusName(key.before)}</td>
          <td className={cell}>{chosenWords[key.chosen]}</td>
          <td className={cell}>{key.now === null ? 'Not found' : keyStatusName(key.now)}</td>
        </tr>
      ))}
    />
  )
}

export function RowsOfReport({ rows }: { rows: readonly ReportRow[] }) {
  return (
    <ReportTable
      title="What was done"
      headers={['#', 'Change', 'Result', 'When', 'Audit event and upstream request']}
      empty="The job has no row."
      rows={rows.map((row) => (
        <tr key={row.n} className="break-inside-avoid">
          <td className={`${cell} figures`}>{row.n}</td>
          <td className={`${cell} break-words`}>{row.summary}</td>
          <td className={cell}>
            {rowStatusWords[row.status].word}
            {row.problem === null ? null : <span className="block text-danger">{row.problem}</span>}
          </td>
          <td className={`${cell} figures`}>{row.at === null ? '–' : moment(row.at)}</td>
          <td className={`${cell} font-mono text-small break-all`}>
            {row.event_id ?? '–'}
            {row.upstream_request_id === null ? null : <span className="block">{row.upstream_request_id}</span>}
          </td>
        </tr>
      ))}
    />
  )
}

export function StewardOfReport({ steward }: { steward: OffboardingReport['steward'] }) {
  if (steward === null)
    return (
      <section aria-label="In Steward">
        <h2 className="mb-2 font-strong">In Steward</h2>
        <p className="text-soft">Only a portal admin sees the sessions, tokens and grants of others.</p>
      </section>
    )
  const { done, left } = steward
  return (
    <>
      <ReportTable
        title="In Steward"
        headers={['Change', 'By', 'When', 'Result', 'Audit event']}
        empty="Nothing of Steward’s own was ended with this or since."
        rows={done.map((act) => (
          <tr key={act.event_id} className="break-inside-avoid">
            <td className={`${cell} break-words`}>{act.summary}</td>
            <td className={cell}>{act.actor}</td>
            <td className={`${cell} figures`}>{moment(act.at)}</td>
            <td className={cell}>{act.result}</td>
            <td className={`${cell} font-mono text-small break-all`}>{act.event_id}</td>
          </tr>
        ))}
      />
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {left.map(({ person, sessions, tokens, grants, portal_role }) => (
          <li key={person.id}>
            Now {person.email} has {portal_role === null ? 'no portal role' : `the portal role ${portal_role}`},{' '}
            {count(sessions, 'session')}, {count(tokens.length, 'token')} and {count(grants.length, 'grant')} of their
            own.
          </li>
        ))}
      </ul>
    </>
  )
}
