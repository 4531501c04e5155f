'use client'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { ClipboardEvent, KeyboardEvent } from 'react'
import { useCallback, useDeferredValue, useId, useMemo, useState } from 'react'
import { cutSecret, secretWords } from '#components/keys/cut-secret.ts'
import { showWhileMounted } from '#components/ui/dialog.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { Asked, Entry } from './entries.ts'
import { ResultList, optionId } from './result-list.tsx'
import { resultsFor } from './results.ts'
import type { Section } from './results.ts'
import { useSources } from './use-sources.ts'

type SearchDialogProps = { onAsk: (asked: Asked) => void; onClose: () => void }

/** One field, one list (WAI-ARIA: combobox with a listbox). The field keeps the focus; the arrows move through the list. */
export function SearchDialog({ onAsk, onClose }: SearchDialogProps) {
  const id = useId()
  const router = useRouter()
  const sources = useSources()
  const { typed, wasSecret, type, paste } = useTyped()
  const query = useDeferredValue(typed)
  const { plain, lists, actsOn } = sources
  const sections = useMemo(() => resultsFor(query, { plain, lists, actsOn }), [query, plain, lists, actsOn])
  const [moved, setMoved] = useState<{ typed: string; key: string } | null>(null)
  const options = sections.flatMap(({ entries }) => entries)
  const active = options.find(({ key }) => moved?.typed === typed && moved.key === key) ?? options[0]

  const choose = (entry: Entry | undefined) => {
    if (entry === undefined || entry.refusal !== null) return
    const { go } = entry
    if (typeof go === 'object') return onAsk(go)
    onClose()
    if (typeof go === 'string') router.push(go)
    else go()
  }
  const press = (event: KeyboardEvent) => {
    // While letters are being composed, Enter and the arrows belong to that.
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      const at = options.findIndex((option) => option === active)
      const next = options.at((at + step) % options.length)
      if (next) setMoved({ typed, key: next.key })
    }
    if (event.key !== 'Enter') return
    event.preventDefault()
    // What is shown may be a key press behind what was typed; what is chosen may not.
    choose(query === typed ? active : resultsFor(typed, sources)[0]?.entries[0])
  }
  const shown = useShown(onClose)
  return (
    <dialog
      ref={shown}
      aria-label="Find anything"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      className="mx-auto mt-[8dvh] max-h-[80dvh] w-[calc(100vw-24px)] max-w-[640px] flex-col overflow-hidden rounded-large border border-line bg-raised p-0 text-ink open:flex"
    >
      <div className="relative flex shrink-0 items-center border-b border-line">
        <Search size={16} aria-hidden className="absolute left-4 text-soft" />
        <input
          data-autofocus=""
          type="text"
          role="combobox"
          aria-label="Find anything"
          aria-expanded={options.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active ? optionId(id, active) : undefined}
          placeholder="Page, person, workspace, API key or action"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => type(event.target.value)}
          onPaste={paste}
          onKeyDown={press}
          className="h-12 w-full bg-transparent pr-4 pl-11 -outline-offset-2 placeholder:text-soft"
        />
      </div>
      {wasSecret ? <Notice tone="caution">{secretWords}</Notice> : null}
      {sources.problems.map((problem) => (
        <Notice key={problem} tone="danger">
          {problem}
        </Notice>
      ))}
      <ResultList
        id={id}
        sections={sections}
        active={active}
        onPoint={(entry) => setMoved({ typed, key: entry.key })}
        onChoose={choose}
      />
      <Told sections={sections} query={query} missing={sources.missing} />
    </dialog>
  )
}

/** What stands in the field. A whole key is cut before it gets there: the field never holds it. */
function useTyped() {
  const [{ text, wasSecret }, setTyped] = useState({ text: '', wasSecret: false })
  const paste = (event: ClipboardEvent) => {
    const cut = cutSecret(event.clipboardData.getData('text'))
    if (!cut.wasSecret) return
    event.preventDefault()
    setTyped(cut)
  }
  return { typed: text, wasSecret, type: (typed: string) => setTyped(cutSecret(typed)), paste }
}

/** Opens, and closes on a click beside it. */
function useShown(onClose: () => void) {
  return useCallback(
    (dialog: HTMLDialogElement) => {
      const conceal = showWhileMounted(dialog)
      dialog.addEventListener('click', (event) => (event.target === dialog ? onClose() : undefined))
      return conceal
    },
    [onClose],
  )
}

type ToldProps = { sections: readonly Section[]; query: string; missing: readonly string[] }

/** How much was found, for everybody; here, because the page's own live region is shut off while a dialog is open. */
function Told({ sections, query, missing }: ToldProps) {
  const found = sections.reduce((sum, { entries, more }) => sum + entries.length + more, 0)
  return (
    <footer className="flex shrink-0 flex-wrap items-center gap-x-4 border-t border-line bg-sunken px-4 py-2 text-small text-soft">
      <output className="figures min-w-0 flex-1 truncate">
        {missing.length > 0 ? `Still reading ${missing.join(', ')}. ` : ''}
        {query.trim() === '' ? '' : found === 0 ? `Nothing matches “${query.trim()}”.` : foundWords(found)}
      </output>
      <span aria-hidden className="hidden desk:inline">
        ↑ ↓ to move, Enter to choose, Esc to leave
      </span>
    </footer>
  )
}

function foundWords(found: number): string {
  return `${found.toLocaleString('en')} found`
}
