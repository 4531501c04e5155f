'use client'
import dynamic from 'next/dynamic'
import type { ReactNode } from 'react'
import { createContext, use, useMemo, useState } from 'react'
import { announce } from '#components/ui/announcer.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { holds } from '#lib/rules/holds.ts'
import type { AccessMatrix, AccessRow } from '#lib/schemas/access-matrix.ts'
import { nameOf } from './access-words.ts'
import { removeEverywhere } from './bulk-staging.ts'
import type { Proposal } from './bulk-staging.ts'
import type { Judge } from './cell-choices.ts'
import type { Staging } from './use-staged.ts'

const CopyAccessDialog = dynamic(async () => (await import('./copy-access-dialog.tsx')).CopyAccessDialog, {
  ssr: false,
})

/** What a member's menu can do; `refusal` says why this person may stage nothing at all. */
type AccessActs = {
  refusal: string | null
  copyTo: (member: AccessRow) => void
  removeAll: (member: AccessRow) => void
}

const ActsContext = createContext<AccessActs | null>(null)

type ActsProps = { view: AccessMatrix; judge: Judge; staging: Staging; children: ReactNode }

/** Holds the dialogs that menus open, beside the grid whose cells come and go. */
export function AccessActsProvider({ view, judge, staging, children }: ActsProps) {
  const [copying, setCopying] = useState<AccessRow | null>(null)
  const { stage } = staging
  const acts = useMemo((): AccessActs => {
    const may = holds(judge.person, 'workspace_members.add')
    return {
      refusal: may.allowed ? null : may.reason,
      copyTo: setCopying,
      removeAll: (member) => tellStaged(member, removeEverywhere(judge, member, view.workspaces), stage),
    }
  }, [judge, view.workspaces, stage])
  return (
    <ActsContext value={acts}>
      {children}
      {copying === null ? null : (
        <CopyAccessDialog
          member={copying}
          view={view}
          judge={judge}
          onStage={(proposal) => tellStaged(copying, proposal, stage)}
          onClose={() => setCopying(null)}
        />
      )}
    </ActsContext>
  )
}

export function useAccessActs(): AccessActs {
  const acts = use(ActsContext)
  if (acts === null) throw new Error('useAccessActs outside the access page')
  return acts
}

function tellStaged(member: AccessRow, { changes, left_out }: Proposal, stage: Staging['stage']): void {
  stage(changes)
  const count = `${changes.length} change${changes.length === 1 ? '' : 's'} staged for ${nameOf(member)}.`
  const [first] = left_out
  const rest =
    first === undefined ? '' : ` ${left_out.length} left out, the first in ${first.workspace.name}: ${first.reason}`
  announce(count)
  showToast({ text: `${count}${rest}` })
}
