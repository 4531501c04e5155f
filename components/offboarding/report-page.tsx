import Link from 'next/link'
import type { ReactNode } from 'react'
import { cx } from '#components/ui/cx.ts'
import { moment } from '#components/ui/time-words.ts'
import { pagePaths, portalPaths } from '#lib/paths.ts'
import type { OffboardingReport } from '#lib/schemas/offboarding.ts'
import { PrintButton } from './print-button.tsx'
import { KeysOfReport, RowsOfReport, StewardOfReport } from './report-tables.tsx'
import { HeldThen, Remains } from './report-lists.tsx'

/** The report as a document: everything on paper, in black and white, without any control. */
export function ReportPage({ report }: { report: OffboardingReport }) {
  const { job, complete, open, member } = report
  return (
    <main className="mx-auto flex max-w-[900px] flex-col gap-6 px-4 py-6 print:max-w-none print:px-0 print:py-0">
      <nav aria-label="Report" className="flex flex-wrap items-center gap-3 print:hidden">
        <Link
          href={pagePaths.job(job.id)}
          prefetch={false}
          className="mr-auto text-accent underline underline-offset-2"
        >
          Back to the job
        </Link>
        <a
          href={portalPaths.offboardingReport(job.id)}
          download={`offboarding-${job.id}.json`}
          className="text-accent underline underline-offset-2"
        >
          Download as JSON
        </a>
        <PrintButton />
      </nav>
      <header>
        <h1 className="text-large font-strong break-words">{job.title}</h1>
        <p className="text-soft">{member === null ? 'Offboarding report' : `${member.name} · ${member.id}`}</p>
      </header>
      <Verdict complete={complete} open={open} report={report} />
      <Facts report={report} />
      <KeysOfReport keys={report.keys} />
      <RowsOfReport rows={report.rows} />
      <HeldThen report={report} />
      <StewardOfReport steward={report.steward} />
      <Remains remains={report.remains} />
    </main>
  )
}

type VerdictProps = { complete: boolean; open: readonly string[]; report: OffboardingReport }

function Verdict({ complete, open, report }: VerdictProps) {
  return (
    <section
      aria-label="Whether it is complete"
      className={cx('rounded-large border px-4 py-3', complete ? 'border-good' : 'border-danger')}
    >
      <p className={cx('font-strong', complete ? 'text-good' : 'text-danger')}>
        {complete ? 'Complete: nothing that was to stop is active.' : 'Not complete.'}
      </p>
      {complete ? null : (
        <ul className="mt-1 flex list-disc flex-col gap-1 pl-5">
          {open.map((sentence) => (
            <li key={sentence} className="break-words">
              {sentence}
            </li>
          ))}
        </ul>
      )}
      <p className="mt-1 text-soft">
        As of {moment(report.made_at)}
        {report.mirror_at === null
          ? '; the organization has not been read yet.'
          : `, by what was read from the organization at ${moment(report.mirror_at)} and what Steward wrote since.`}
      </p>
    </section>
  )
}

function Facts({ report: { job, started_by, member } }: { report: OffboardingReport }) {
  return (
    <dl className="grid grid-cols-1 gap-x-8 gap-y-2 desk:grid-cols-2 print:grid-cols-2">
      <Fact label="Started by">{started_by}</Fact>
      <Fact label="Started">{moment(job.created_at)}</Fact>
      <Fact label="Reason">{job.reason ?? 'None was given.'}</Fact>
      <Fact label="Ended">{job.ended_at === null ? `Not yet: ${job.status}` : moment(job.ended_at)}</Fact>
      <Fact label="Member since">{member === null ? 'Not found in the history' : moment(member.added_at)}</Fact>
      <Fact label="Job">
        <span className="font-mono text-small">{job.id}</span>
      </Fact>
    </dl>
  )
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-small text-soft">{label}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  )
}
