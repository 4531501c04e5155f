'use client'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { announce } from '#components/ui/announcer.tsx'
import { IconButton } from '#components/ui/button.tsx'
import { cx } from '#components/ui/cx.ts'
import { TimeAgo } from '#components/ui/time.tsx'
import { showToast } from '#components/ui/toast-store.ts'
import { ApiError } from '#lib/client/api-error.ts'
import { syncNow } from '#lib/client/sync.ts'
import type { Freshness, View } from '#lib/schemas/views.ts'

type TitleProps = {
  title: string
  view: View<unknown> | undefined
  matching: number
  uncounted: boolean
  fetching: boolean
}

export function TableTitle({ title, view, matching, uncounted, fetching }: TitleProps) {
  const total = view?.total ?? 0
  const count =
    matching === total
      ? total.toLocaleString('en')
      : `${matching.toLocaleString('en')} of ${total.toLocaleString('en')}`
  return (
    <header className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-3 gap-y-0 px-4 py-2 desk:px-6">
      <h1 className="text-large font-strong">{title}</h1>
      {view ? <span className="figures text-large text-soft">{`${count}${uncounted ? '+' : ''}`}</span> : null}
      {view ? <FreshnessLine freshness={view} fetching={fetching} /> : null}
    </header>
  )
}

/** "Synced 40 s ago ↻", and which part is missing when the mirror is not whole. */
export function FreshnessLine({ freshness, fetching }: { freshness: Freshness; fetching: boolean }) {
  const sync = useMutation({
    ...syncNow(useQueryClient()),
    onSuccess: () => announce('Synced just now.'),
    onError: (error) =>
      showToast({
        tone: 'danger',
        text: `Could not sync. ${error.message}`,
        requestId: error instanceof ApiError ? error.requestId : null,
      }),
  })
  const missing = freshness.missing.join(', ')
  return (
    <div className="ml-auto flex min-w-0 items-center gap-1 text-small text-soft">
      {freshness.complete ? null : (
        <span className="truncate text-caution">{missing ? `Still reading ${missing}.` : 'Not complete yet.'}</span>
      )}
      <span className="whitespace-nowrap">
        {freshness.synced_at ? (
          <>
            Synced <TimeAgo at={freshness.synced_at} />
          </>
        ) : (
          'Not synced yet'
        )}
      </span>
      <IconButton small label="Sync now" busy={sync.isPending} onClick={() => sync.mutate()}>
        <RefreshCw
          size={14}
          aria-hidden
          className={cx((sync.isPending || fetching) && 'animate-[spin_1s_linear_infinite]')}
        />
      </IconButton>
    </div>
  )
}
