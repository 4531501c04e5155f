'use client'
import { Dialog } from '#components/ui/dialog.tsx'
import { KeyHint } from '#components/ui/key-hint.tsx'
import type { NavItem } from './nav-items.ts'

const tableKeys = [
  { keys: '/', what: 'Search' },
  { keys: 'j', what: 'Next row' },
  { keys: 'k', what: 'Previous row' },
  { keys: 'x', what: 'Select the row' },
  { keys: 'e', what: 'Edit the row' },
  { keys: 'Enter', what: 'Open the row' },
  { keys: 'Esc', what: 'Leave a cell, a menu or a dialog' },
  { keys: 'Ctrl K', what: 'Find anything (⌘ K on a Mac)' },
  { keys: '?', what: 'This list' },
]

export function KeyboardHelp({ items, onClose }: { items: readonly NavItem[]; onClose: () => void }) {
  return (
    <Dialog title="Keyboard" wide onClose={onClose}>
      <section aria-label="Keys" className="grid gap-6 desk:grid-cols-2" {...{ tabIndex: 0 }}>
        <KeyList title="Anywhere in a list" keys={tableKeys} />
        <KeyList title="Go to" keys={items.map((item) => ({ keys: item.keys, what: item.label }))} />
      </section>
    </Dialog>
  )
}

function KeyList({ title, keys }: { title: string; keys: readonly { keys: string; what: string }[] }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 text-small text-soft">{title}</h3>
      <dl>
        {keys.map((line) => (
          <div
            key={line.keys}
            className="flex min-h-8 items-center justify-between gap-4 border-b border-line last:border-0"
          >
            <dt>{line.what}</dt>
            <dd>
              <KeyHint keys={line.keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
