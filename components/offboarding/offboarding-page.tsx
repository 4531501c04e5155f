'use client'
import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useState } from 'react'
import { usePerson } from '#components/layout/person-context.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { FreshnessLine } from '#components/table/table-title.tsx'
import { Button } from '#components/ui/button.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { offboardingQuery } from '#lib/client/offboarding.ts'
import { pagePaths } from '#lib/paths.ts'
import { offboardingChanges, offboardingTitle, outlookOf } from '#lib/rules/offboarding.ts'
import type { Outlook } from '#lib/rules/offboarding.ts'
import type { Change } from '#lib/schemas/jobs.ts'
import type { OffboardingView } from '#lib/schemas/offboarding.ts'
import { AccessSection, InvitesSection } from './access-section.tsx'
import { KeysSection } from './keys-section.tsx'
import { OutlookPanel } from './outlook-panel.tsx'
import { PastOffboardings } from './past-offboardings.tsx'
import { leaverActs } from './leaver-acts.ts'
import { StartedPanel } from './started-panel.tsx'
import { StewardSection } from './steward-section.tsx'
import { useChoices } from './use-choices.ts'
import { useLeaverActs } from './use-leaver-acts.ts'

const PlanDialog = dynamic(async () => (await import('#components/jobs/plan-dialog.tsx')).PlanDialog, { ssr: false })

/** Everything a member holds, what to do with each of it, and what will happen then. */
export function OffboardingPage({ first }: { first: OffboardingView }) {
  const [jobId, setJobId] = useState<string | null>(null)
  const query = useQuery(offboardingQuery(first.holdings.member.id, first))
  // The member goes with the job, so what was held last stays on the page.
  const view = query.data
  const { member } = view.holdings
  const gone = query.error !== null && 'status' in query.error && query.error.status === 404
  const above = (
    <>
      <Link href={pagePaths.members()} prefetch={false} className="hover:text-ink hover:underline">
        Members
      </Link>
      {' / '}
      <Link href={pagePaths.member(member.id)} prefetch={false} className="hover:text-ink hover:underline">
        {member.name || member.email}
      </Link>
    </>
  )
  return (
    <div className="mx-auto flex max-w-[1080px] flex-col gap-6 px-4 py-4 desk:px-6">
      {query.error === null || gone ? null : (
        <Notice tone="caution">Could not look for news: {query.error.message}</Notice>
      )}
      {gone && jobId === null ? <Notice tone="info">{member.email} is not a member any more.</Notice> : null}
      <PageHeader
        above={above}
        title={`Offboard ${member.name || member.email}`}
        below={member.name ? member.email : null}
        actions={<FreshnessLine freshness={view} fetching={query.isFetching} />}
      />
      {view.complete ? null : (
        <Notice tone="caution">
          Not everything has been read yet: {view.missing.join(', ')}. What is missing is not on this page.
        </Notice>
      )}
      <PastOffboardings jobs={view.jobs.filter(({ id }) => id !== jobId)} />
      <Sections view={view} jobId={jobId} onStarted={setJobId} />
    </div>
  )
}

type SectionsProps = { view: OffboardingView; jobId: string | null; onStarted: (jobId: string) => void }

function Sections({ view, jobId, onStarted }: SectionsProps) {
  const { holdings, steward } = view
  const choices = useChoices(view)
  const me = usePerson()
  const leaver = useLeaverActs()
  /** As it was when they asked for the plan: the page goes on being read anew beneath it. */
  const [reviewed, setReviewed] = useState<Change[] | null>(null)
  if (jobId !== null) return <StartedPanel jobId={jobId} leaver={leaver} />
  const endTheirs = () => leaver.begin(leaverActs(steward, choices.ends))
  // Whoever offboards themselves starts the job first: their own session ends with the rest.
  const isOneself = steward.some(({ person }) => person.id === me.id)
  const start = (id: string) => {
    if (isOneself) void endTheirs()
    onStarted(id)
  }
  const outlook = outlookOf(holdings, choices.choices)
  const changes = offboardingChanges(holdings, choices.choices)
  return (
    <>
      <KeysSection keys={holdings.keys} choices={choices} />
      <AccessSection holdings={holdings} choices={choices} />
      <InvitesSection holdings={holdings} choices={choices} />
      <StewardSection people={steward} choices={choices} />
      <OutlookPanel holdings={holdings} outlook={outlook} remove={choices.choices.remove} />
      <NextStep outlook={outlook} changes={changes.length} onReview={() => setReviewed(changes)} />
      {reviewed === null ? null : (
        <PlanDialog
          title={offboardingTitle(holdings.member.email)}
          kind="offboarding"
          userId={holdings.member.id}
          wanted={{ changes: reviewed }}
          effects={outlook.irreversible}
          typeToConfirm={holdings.member.email}
          offersReason
          before={isOneself ? undefined : endTheirs}
          onClose={() => setReviewed(null)}
          onStarted={start}
        />
      )}
    </>
  )
}

/** Stays at the bottom of the window, so that what a choice means is seen while it is made. */
function NextStep({ outlook, changes, onReview }: { outlook: Outlook; changes: number; onReview: () => void }) {
  const { liveKeys, liveKeysAfter } = outlook
  return (
    <div className="sticky bottom-0 -mx-4 flex flex-wrap items-center gap-x-6 gap-y-2 border-t border-line bg-raised px-4 py-3 desk:-mx-6 desk:px-6">
      <p aria-live="polite" className="figures min-w-0 flex-1">
        Live keys {liveKeys} → <span className="font-strong">{liveKeysAfter}</span>
        <span className="text-soft"> · {changes === 1 ? '1 change' : `${changes} changes`}</span>
      </p>
      <Button
        look="primary"
        refusal={changes === 0 ? 'Nothing is chosen that would change anything in the organization.' : null}
        onClick={onReview}
      >
        Review the plan…
      </Button>
    </div>
  )
}
