'use client'
import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { rowStatusWords } from '#components/jobs/job-words.ts'
import { Badge } from '#components/ui/badge.tsx'
import type { Tone } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { jobQuery } from '#lib/client/jobs.ts'
import { pagePaths } from '#lib/paths.ts'
import type { JobDetail } from '#lib/schemas/jobs.ts'
import type { LeaverRun } from './use-leaver-acts.ts'

/** After the start: how far the job is, and what ended in Steward beside it. */
export function StartedPanel({ jobId, leaver }: { jobId: string; leaver: LeaverRun }) {
  const { data } = useQuery(jobQuery(jobId))
  const link = 'text-accent underline underline-offset-2'
  return (
    <>
      <Panel title="In the Claude organization">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
          <output className="figures block min-w-0 flex-1">
            {data === undefined ? 'The job was started.' : progressWords(data)}
          </output>
          <Link href={pagePaths.job(jobId)} prefetch={false} className={link}>
            Follow the job
          </Link>
          <Link href={pagePaths.jobReport(jobId)} prefetch={false} className={link}>
            Open the report
          </Link>
        </div>
        <ul aria-label="Steps" className="border-t border-line">
          {data?.rows.map((row) => (
            <Step key={row.n} {...rowStatusWords[row.status]} what={row.summary} problem={row.problem} />
          ))}
        </ul>
      </Panel>
      {leaver.acts.length === 0 ? null : <StewardPanel leaver={leaver} />}
    </>
  )
}

function progressWords({ job, rows }: JobDetail): string {
  const done = rows.filter(({ status }) => status === 'done' || status === 'unchanged').length
  const over = job.status === 'done' || job.status === 'cancelled'
  return `${done} of ${job.total} done${over ? '; the job is over.' : '.'}${job.held_up === null ? '' : ` ${job.held_up}`}`
}

/** Commands of Steward, each noted in the audit log by itself. */
function StewardPanel({ leaver: { acts, ends, busy, again } }: { leaver: LeaverRun }) {
  const failed = acts.some(({ item }) => typeof ends[item] === 'string')
  return (
    <Panel
      title="In Steward"
      actions={
        failed ? (
          <Button small busy={busy} onClick={again}>
            Try again
          </Button>
        ) : null
      }
    >
      <ul aria-label="What ends in Steward">
        {acts.map(({ item, label }) => {
          const problem = ends[item]
          if (problem === undefined)
            return <Step key={item} word="Under way" tone="neutral" what={label} problem={null} />
          const good = problem === null
          return (
            <Step
              key={item}
              word={good ? 'Done' : 'Failed'}
              tone={good ? 'good' : 'danger'}
              what={label}
              problem={problem}
            />
          )
        })}
      </ul>
    </Panel>
  )
}

function Step({ word, tone, what, problem }: { word: string; tone: Tone; what: string; problem: string | null }) {
  return (
    <li className="flex flex-wrap items-center gap-2 px-4 py-1.5">
      <Badge tone={tone}>{word}</Badge>
      <span className="min-w-0 break-words">{what}</span>
      {problem === null ? null : <span className="text-danger">{problem}</span>}
    </li>
  )
}
