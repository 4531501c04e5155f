'use client'
import { useQueryClient } from '@tanstack/react-query'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { startMutation } from '#lib/client/query-client.ts'
import { endSessions } from '#lib/client/sessions.ts'
import type { SessionsToEnd } from '#lib/client/sessions.ts'

export type EndingSessions = { which: SessionsToEnd; who: string; what: string }

/** Ladder level 1, and 2 where it ends what everybody is doing. */
export function EndSessionsDialog({ ending, onClose }: { ending: EndingSessions; onClose: () => void }) {
  const client = useQueryClient()
  const { which, who, what } = ending
  const everybody = which === 'everybody'
  const end = async () => {
    const { count } = await startMutation(client, endSessions(client), which)
    showToast({ text: `${count.toLocaleString('en')} ${count === 1 ? 'session' : 'sessions'} of ${who} ended.` })
  }
  return (
    <ConfirmDialog
      title={everybody ? 'End everybody’s sessions?' : `End ${what} of ${who}?`}
      effects={
        everybody
          ? ['Everybody has to sign in again, you too.', 'What people have typed and not saved is lost.']
          : [
              'The very next request from there is refused, and what is typed there and not saved is lost.',
              'It takes no right away: they may sign in again. End grants or change the group to keep somebody out.',
            ]
      }
      {...(everybody ? { typeToConfirm: 'everybody' } : {})}
      confirmLabel={everybody ? 'End every session' : 'End sessions'}
      danger
      onConfirm={end}
      onClose={onClose}
    />
  )
}
