'use client'
import { X } from 'lucide-react'
import Link from 'next/link'
import * as Radix from 'radix-ui/toast'
import { Button, IconButton } from './button.tsx'
import { cx } from './cx.ts'
import { toastStore } from './toast-store.ts'
import type { Toast } from './toast-store.ts'

const untilDismissed = Number.POSITIVE_INFINITY

function durationOf(toast: Toast): number {
  if (toast.tone === 'danger') return untilDismissed
  return toast.action || toast.link ? 10_000 : 5_000
}

export function ToastList({ toasts }: { toasts: readonly Toast[] }) {
  return (
    <Radix.Provider label="Notification" swipeDirection="right">
      {toasts.map((toast) => (
        <ToastItem key={toast.id} toast={toast} />
      ))}
      <Radix.Viewport className="fixed right-4 bottom-16 z-50 flex w-[min(400px,calc(100vw-32px))] flex-col gap-2 outline-none" />
    </Radix.Provider>
  )
}

function ToastItem({ toast }: { toast: Toast }) {
  return (
    <Radix.Root
      duration={durationOf(toast)}
      type={toast.tone === 'danger' ? 'foreground' : 'background'}
      onOpenChange={(open) => (open ? undefined : toastStore.dismiss(toast.id))}
      className={cx(
        'flex items-center gap-3 rounded border border-line bg-raised py-2 pr-2 pl-3 text-ink',
        toast.tone === 'danger' ? 'border-l-4 border-l-danger' : 'border-l-4 border-l-accent',
      )}
    >
      <div className="min-w-0 flex-1">
        <Radix.Description className="break-words">{toast.text}</Radix.Description>
        {toast.requestId ? <p className="truncate font-mono text-small text-soft">{toast.requestId}</p> : null}
      </div>
      {toast.action ? (
        <Radix.Action asChild altText={toast.action.label}>
          <Button small onClick={toast.action.run}>
            {toast.action.label}
          </Button>
        </Radix.Action>
      ) : null}
      {toast.link ? (
        <Radix.Action asChild altText={toast.link.label}>
          <Link href={toast.link.href} prefetch={false} className="whitespace-nowrap text-accent hover:underline">
            {toast.link.label}
          </Link>
        </Radix.Action>
      ) : null}
      <Radix.Close asChild>
        <IconButton small label="Dismiss">
          <X size={14} aria-hidden />
        </IconButton>
      </Radix.Close>
    </Radix.Root>
  )
}
