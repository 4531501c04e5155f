'use client'
import dynamic from 'next/dynamic'
import { useSyncExternalStore } from 'react'
import { showToast } from '#components/ui/toast-store.ts'
import { writeAsks } from '#lib/client/write-asks.ts'
import { pagePaths } from '#lib/paths.ts'
import { isId } from '#lib/schemas/id-patterns.ts'

const ReasonDialog = dynamic(async () => (await import('./reason-dialog.tsx')).ReasonDialog, { ssr: false })
const StepUpDialog = dynamic(async () => (await import('./step-up-dialog.tsx')).StepUpDialog, { ssr: false })

writeAsks.register({
  tellProposed: ({ id, decidedBy }) => {
    const who =
      decidedBy === 'workspace_manager' ? 'A portal admin or another manager of the workspace' : 'A portal admin'
    showToast({
      text: `Proposed. ${who} must approve it.`,
      ...(isId('proposal', id) ? { link: { label: 'See it', href: pagePaths.proposal(id) } } : {}),
    })
  },
})

/** Stands once around every page: what a write asks of the person who made it. */
export function WriteAsks() {
  const ask = useSyncExternalStore(writeAsks.subscribe, writeAsks.current, () => null)
  if (ask === null) return null
  if (ask.kind === 'reason') return <ReasonDialog key={ask.id} words={ask.words} onAnswer={ask.answer} />
  return <StepUpDialog onClose={ask.answer} />
}
