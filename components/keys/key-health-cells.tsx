'use client'
import { Badge } from '#components/ui/badge.tsx'
import { dollars } from '#components/ui/money-words.ts'
import { day, moment } from '#components/ui/time-words.ts'
import { useNow } from '#components/ui/use-now.ts'
import type { KeyRow } from '#lib/schemas/views.ts'
import { costMethod, lastUsedWords, wordsOfFinding } from './key-health-words.ts'

/** The day until the browser's clock is known: the server's HTML must not depend on when it was made. */
export function LastUsedCell({ row }: { row: KeyRow }) {
  const now = useNow()
  if (row.last_used_at === null) return <span className="text-soft">{lastUsedWords(row, now ?? 0)}</span>
  const precise = row.last_used_within === 'hour'
  const tip = precise ? `In the hour from ${moment(row.last_used_at)}` : `On ${day(row.last_used_at)} (UTC)`
  return (
    <time dateTime={row.last_used_at} data-tip={tip} className="figures whitespace-nowrap">
      {now === null ? day(row.last_used_at) : lastUsedWords(row, now)}
    </time>
  )
}

export function CostCell({ cents }: { cents: string | null }) {
  if (cents === null) return <span className="text-soft">Not measured</span>
  return (
    <span data-tip={costMethod} className={/[1-9]/.test(cents) ? '' : 'text-soft'}>
      {dollars(cents)}
    </span>
  )
}

const shown = 2

/** The most pressing two; the rest stand in the tooltip and, for those who hear the page, in words. */
export function FindingsCell({ findings }: { findings: readonly string[] }) {
  if (findings.length === 0) return <span className="text-soft">–</span>
  const rest = findings.slice(shown).map((finding) => wordsOfFinding(finding).label)
  return (
    <span className="inline-flex max-w-full items-center gap-1 overflow-hidden">
      {findings.slice(0, shown).map((finding) => {
        const { label, tone, tip } = wordsOfFinding(finding)
        return (
          <Badge key={finding} tone={tone} tip={tip}>
            {label}
          </Badge>
        )
      })}
      {rest.length === 0 ? null : (
        <span data-tip={rest.join('\n')} className="shrink-0 text-small text-soft">
          <span aria-hidden>+{rest.length}</span>
          <span className="sr-only">, {rest.join(', ')}</span>
        </span>
      )}
    </span>
  )
}
