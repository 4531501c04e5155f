/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus, jsx-a11y/click-events-have-key-events --
 * A combobox keeps the focus in its field and points at options by id; a select would take the focus and hold no icon. */
import { ArrowRight, Boxes, FileText, KeyRound, MailPlus, Users } from 'lucide-react'
import { cx } from '#components/ui/cx.ts'
import type { Entry, Group } from './entries.ts'
import type { Section } from './results.ts'

const icons: Record<Group, typeof Users> = {
  Pages: FileText,
  Actions: ArrowRight,
  Members: Users,
  Workspaces: Boxes,
  'API keys': KeyRound,
  Invites: MailPlus,
}

export function optionId(list: string, { key }: Entry): string {
  return `${list}-${key.replaceAll(/[^\w-]/g, '_')}`
}

type ListProps = {
  id: string
  sections: readonly Section[]
  active: Entry | undefined
  onPoint: (entry: Entry) => void
  onChoose: (entry: Entry) => void
}

/** The groups of what was found. The focus stays in the field, so an option is only ever pointed at. */
export function ResultList({ id, sections, active, onPoint, onChoose }: ListProps) {
  return (
    <div id={`${id}-list`} role="listbox" aria-label="Results" className="min-h-0 overflow-y-auto px-2 py-1">
      {sections.map(({ group, entries, more }) => (
        <div key={group} role="group" aria-label={group} className="py-1">
          <p aria-hidden className="flex justify-between px-2 py-1 text-small text-soft">
            {group}
            {more > 0 ? <span className="figures">{more.toLocaleString('en')} more</span> : null}
          </p>
          {entries.map((entry) => (
            <Option
              key={entry.key}
              id={optionId(id, entry)}
              entry={entry}
              active={entry === active}
              onPoint={() => onPoint(entry)}
              onChoose={() => onChoose(entry)}
            />
          ))}
        </div>
      ))}
    </div>
  )
}

type OptionProps = { id: string; entry: Entry; active: boolean; onPoint: () => void; onChoose: () => void }

function Option({ id, entry, active, onPoint, onChoose }: OptionProps) {
  const { group, label, detail, refusal, icon } = entry
  const Icon = icon ?? icons[group]
  return (
    <div
      id={id}
      ref={active ? intoSight : undefined}
      role="option"
      aria-selected={active}
      aria-disabled={refusal === null ? undefined : true}
      onPointerMove={active ? undefined : onPoint}
      onClick={onChoose}
      className={cx(
        'flex min-h-9 cursor-default items-center gap-2.5 rounded px-2 py-1.5',
        active && 'bg-accent-wash',
        refusal !== null && 'text-soft',
      )}
    >
      <Icon size={16} aria-hidden className="shrink-0 text-soft" />
      <span className="flex min-w-0 flex-1 flex-wrap items-baseline gap-x-2">
        <span className={cx('min-w-0 break-words', refusal === null && 'font-strong')}>{label}</span>
        {detail ? <span className="min-w-0 break-words text-small text-soft">{detail}</span> : null}
      </span>
    </div>
  )
}

function intoSight(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' })
}
