'use client'
import { useQuery } from '@tanstack/react-query'
import { Notice } from '#components/ui/notice.tsx'
import { Facts, Panel } from '#components/ui/panel.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { TimeAgo } from '#components/ui/time.tsx'
import { policyQuery } from '#lib/client/policy.ts'
import type { PolicyView } from '#lib/schemas/views.ts'
import { DryRun } from './policy-panel-dry-run.tsx'
import { PolicyRulesTables } from './policy-panel-rules.tsx'

/** The policy file as people read it: what is in force, where it comes from, and what it would break today. */
export function PolicyPanel() {
  const { data, error } = useQuery(policyQuery())
  return (
    <>
      <Panel title="Policy">
        {data === undefined && error === null ? <Skeleton className="m-4 h-24" /> : null}
        {error === null ? null : (
          <div className="p-4">
            <Problem error={error} />
          </div>
        )}
        {data === undefined ? null : <InForce view={data} />}
      </Panel>
      {data === undefined ? null : <DryRun view={data} />}
    </>
  )
}

function InForce({ view }: { view: PolicyView }) {
  if (view.file === null)
    return (
      <p className="px-4 py-3 text-soft">
        No policy file is in force: only the built-in rules hold. POLICY_FILE names one; docs/policy.example.yaml shows
        all it can say.
      </p>
    )
  return (
    <>
      {view.problems.length === 0 ? null : <FileProblems problems={view.problems} />}
      <div className="p-4">
        <Facts
          facts={[
            { label: 'File', value: <span className="font-mono text-small">{view.file}</span> },
            { label: 'In force since', value: view.loaded_at === null ? '–' : <TimeAgo at={view.loaded_at} /> },
            {
              label: 'SHA-256',
              value: <span className="font-mono text-small break-all">{view.sha256?.slice(0, 16) ?? '–'}</span>,
            },
          ]}
        />
      </div>
      <PolicyRulesTables view={view} />
    </>
  )
}

function FileProblems({ problems }: { problems: readonly string[] }) {
  return (
    <Notice tone="caution">
      <p>The file was changed and cannot be used. The last good one stays in force:</p>
      <ul className="flex list-disc flex-col pl-5">
        {problems.map((problem) => (
          <li key={problem} className="break-words">
            {problem}
          </li>
        ))}
      </ul>
    </Notice>
  )
}
