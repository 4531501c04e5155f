'use client'
import { Copy } from 'lucide-react'
import { announce } from './announcer.tsx'
import { cx } from './cx.ts'
import { showToast } from './toast-store.ts'

export async function copyToClipboard(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    announce(`Copied ${what}`)
    showToast({ text: `Copied ${what}.` })
  } catch {
    showToast({ text: `The browser did not allow copying the ${what}.`, tone: 'danger' })
  }
}

/** An id in the mono face; a click copies it. */
export function CopyText({ text, what, className }: { text: string; what: string; className?: string }) {
  return (
    <button
      type="button"
      data-tip={`Copy ${what}`}
      aria-label={`Copy ${what} ${text}`}
      onClick={() => void copyToClipboard(text, what)}
      className={cx(
        'group inline-flex max-w-full items-center gap-1 rounded-small font-mono text-small text-soft hover:text-ink',
        className,
      )}
    >
      <span className="truncate">{text}</span>
      <Copy size={12} aria-hidden className="shrink-0 opacity-60 group-hover:opacity-100" />
    </button>
  )
}
