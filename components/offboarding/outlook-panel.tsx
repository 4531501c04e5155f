import type { ReactNode } from 'react'
import { Panel } from '#components/ui/panel.tsx'
import type { Outlook } from '#lib/rules/offboarding.ts'
import type { Holdings } from '#lib/schemas/offboarding.ts'
import { cx } from '#components/ui/cx.ts'
import { count, tokens } from './offboarding-words.ts'

/** What will happen, as it stands with every choice made above. */
export function OutlookPanel({ holdings, outlook, remove }: { holdings: Holdings; outlook: Outlook; remove: boolean }) {
  const { orphaned, irreversible } = outlook
  return (
    <Panel title="What will happen">
      <dl className="grid grid-cols-2 gap-px bg-line desk:grid-cols-4">
        <Figure label="Live keys now" value={outlook.liveKeys} />
        <Figure label="Live keys after it" value={outlook.liveKeysAfter} alarming={outlook.liveKeysAfter > 0} />
        <Figure label="Stopping keys used in 24 h" value={outlook.usedKeys24h ?? 'not measured'} />
        <Figure
          label="Their use, 24 h and 7 days"
          value={
            outlook.tokens24h === null && outlook.tokens7d === null
              ? 'not measured'
              : `${tokens(outlook.tokens24h)}, ${tokens(outlook.tokens7d)}`
          }
        />
      </dl>
      <div className="flex flex-col gap-3 border-t border-line px-4 py-3">
        <ol aria-label="In this order" className="flex list-decimal flex-col gap-1 pl-5">
          {steps(holdings, outlook, remove).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        {orphaned.length === 0 ? null : (
          <p className="text-caution">
            {orphaned.length === 1 ? 'One key goes' : `${orphaned.length} keys go`} on working:{' '}
            {orphaned.map(({ name }) => name).join(', ')}. Whoever made a key has seen its secret.
          </p>
        )}
        {irreversible.length === 0 ? (
          <p className="text-soft">All of this can be taken back.</p>
        ) : (
          <div>
            <p className="font-strong text-danger">There is no way back from this:</p>
            <ul className="flex list-disc flex-col gap-1 pl-5">
              {irreversible.map((effect) => (
                <li key={effect}>{effect}</li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Panel>
  )
}

function Figure({ label, value, alarming }: { label: string; value: ReactNode; alarming?: boolean }) {
  return (
    <div className="bg-raised px-4 py-2">
      <dt className="text-small text-soft">{label}</dt>
      <dd className={cx('figures', typeof value === 'number' && 'text-large font-strong', alarming && 'text-caution')}>
        {value}
      </dd>
    </div>
  )
}

function steps({ member, every_workspace }: Holdings, outlook: Outlook, remove: boolean): string[] {
  const { disabled, archived, endWithThem, invites, workspaces } = outlook
  const places =
    every_workspace !== null
      ? ' and from every workspace'
      : workspaces > 0
        ? ` and from ${count(workspaces, 'workspace')}`
        : ''
  const made = [
    ...(disabled > 0 ? [`${count(disabled, 'key')} disabled.`] : []),
    ...(archived > 0 ? [`${count(archived, 'key')} archived.`] : []),
    ...(invites > 0 ? [`${count(invites, 'invite')} revoked.`] : []),
    ...(!remove && workspaces > 0 ? [`Removed from ${count(workspaces, 'workspace')}.`] : []),
    ...(remove
      ? [
          `${member.email} removed from the organization${places}` +
            (endWithThem > 0 ? `, and ${count(endWithThem, 'personal key')} archived with it.` : '.'),
        ]
      : []),
  ]
  return made.length === 0 ? ['Nothing in the Claude organization changes.'] : made
}
