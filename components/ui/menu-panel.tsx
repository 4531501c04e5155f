'use client'
import { Check, ExternalLink } from 'lucide-react'
import NextLink from 'next/link'
import * as Radix from 'radix-ui/dropdown-menu'
import type { ReactNode, RefObject } from 'react'
import { useRef } from 'react'
import { cx } from './cx.ts'
import type { MenuItem } from './menu-items.ts'
import { refusedProps } from './refusal.ts'

const itemClass =
  'flex min-h-8 cursor-default items-center gap-2 rounded-small px-2 py-1 outline-none select-none data-highlighted:bg-hover'

type PanelProps = {
  label: string
  items: () => MenuItem[]
  align: 'start' | 'end'
  open: boolean
  setOpen: (open: boolean) => void
  trigger: RefObject<HTMLElement | null>
}

/** Loaded on demand by Menu. Not modal: a modal menu injects a style element, which our CSP refuses. */
export function MenuPanel({ label, items, align, open, setOpen, trigger }: PanelProps) {
  const left = useRef(false)
  const chosen = useRef<(() => void) | null>(null)

  // The focus goes back to the button before the action runs, so a dialog it opens can return there too.
  const finish = (event: Event) => {
    event.preventDefault()
    if (!left.current) trigger.current?.focus()
    left.current = false
    const run = chosen.current
    chosen.current = null
    run?.()
  }
  return (
    <Radix.Root open={open} onOpenChange={setOpen} modal={false}>
      <Radix.Trigger asChild>
        <span aria-hidden tabIndex={-1} className="pointer-events-none absolute inset-0" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          loop
          onCloseAutoFocus={finish}
          onInteractOutside={(event) => {
            if (trigger.current?.contains(event.target as Node)) event.preventDefault()
            else left.current = true
          }}
          className="z-50 max-h-[min(420px,var(--radix-dropdown-menu-content-available-height))] min-w-44 max-w-80 overflow-y-auto rounded border border-line bg-raised p-1 text-ink"
        >
          {items().map((item, index) => (
            <Item key={index} item={item} choose={(run) => (chosen.current = run)} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Item({ item, choose }: { item: MenuItem; choose: (run: () => void) => void }) {
  if (item.kind === 'line') return <Radix.Separator className="my-1 border-t border-line" />
  if (item.kind === 'heading')
    return <Radix.Label className="px-2 pt-1.5 pb-0.5 text-small text-soft">{item.label}</Radix.Label>
  if (item.kind === 'link') return <LinkItem item={item} />
  if (item.kind === 'check')
    return (
      <Radix.CheckboxItem
        checked={item.checked}
        onCheckedChange={item.run}
        onSelect={(event) => event.preventDefault()}
        className={itemClass}
      >
        <Mark shown={item.checked} />
        <span className="min-w-0 flex-1 truncate">{item.label}</span>
        {item.note ? <span className="figures text-small text-soft">{item.note}</span> : null}
      </Radix.CheckboxItem>
    )
  const refused = item.refusal ? refusedProps(item.refusal) : {}
  const select = (event: Event) => (item.refusal ? event.preventDefault() : choose(item.run))
  const look = cx(itemClass, item.refusal && 'opacity-55')
  if (item.kind === 'choice')
    return (
      <Radix.CheckboxItem
        role="menuitemradio"
        ref={item.chosen ? focusSoon : undefined}
        aria-checked={item.chosen}
        checked={item.chosen}
        {...refused}
        onSelect={select}
        className={look}
      >
        <Mark shown={item.chosen} />
        <Words label={item.label} refusal={item.refusal} />
      </Radix.CheckboxItem>
    )
  return (
    <Radix.Item {...refused} onSelect={select} className={cx(look, item.danger && 'text-danger')}>
      {item.icon}
      <Words label={item.label} refusal={item.refusal} />
    </Radix.Item>
  )
}

/** The arrows start from the present value. One frame later, because the menu first takes the focus itself. */
function focusSoon(item: HTMLElement | null) {
  requestAnimationFrame(() => item?.focus())
}

function LinkItem({ item }: { item: Extract<MenuItem, { kind: 'link' }> }) {
  const content = (
    <>
      {item.icon}
      <span className="flex-1">{item.label}</span>
    </>
  )
  return (
    <Radix.Item asChild className={itemClass}>
      {item.external ? (
        <a href={item.href} target="_blank" rel="noreferrer">
          {content}
          <ExternalLink size={14} aria-label="opens in a new tab" />
        </a>
      ) : (
        <NextLink href={item.href}>{content}</NextLink>
      )}
    </Radix.Item>
  )
}

function Mark({ shown }: { shown: boolean }) {
  return <span className="flex w-4 justify-center">{shown ? <Check size={14} aria-hidden /> : null}</span>
}

function Words({ label, refusal }: { label: ReactNode; refusal: string | null | undefined }) {
  return (
    <span className="min-w-0 flex-1">
      {label}
      {refusal ? <span className="block text-small">{refusal}</span> : null}
    </span>
  )
}
