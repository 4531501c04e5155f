'use client'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { moment } from '#components/ui/time-words.ts'
import { pagePaths } from '#lib/paths.ts'
import type { HistoryNoun } from '#lib/schemas/history.ts'
import type { AuditRow } from '#lib/schemas/views.ts'

type Fact = { label: string; value: ReactNode }

/** True for what happened upstream without an action of Steward. */
export function isFromUpstream({ via }: Pick<AuditRow, 'via'>): boolean {
  return via === 'upstream'
}

/** Between which moments it happened, and what it follows from. Who did it, upstream does not tell. */
export function upstreamFacts(row: AuditRow, onOpen: (id: string) => void): Fact[] {
  const since = told(row, 'since')
  const seen = told(row, 'seen_at')
  const cause = told(row, 'cause')
  return [
    ...(since === null || seen === null
      ? []
      : [{ label: 'Happened', value: `Between ${moment(since)} and ${moment(seen)}` }]),
    ...(seen === null ? [] : [{ label: 'Seen by Steward', value: <time dateTime={seen}>{moment(seen)}</time> }]),
    ...(cause === null
      ? []
      : [
          {
            label: 'Follows from',
            value: (
              <button type="button" className="text-accent hover:underline" onClick={() => onOpen(cause)}>
                The change before it
              </button>
            ),
          },
        ]),
  ]
}

const nouns: ReadonlyMap<string | null, HistoryNoun> = new Map([
  ['user', 'members'],
  ['workspace_member', 'members'],
  ['invite', 'invites'],
  ['workspace', 'workspaces'],
  ['api_key', 'keys'],
])

/** To the list as it was just before: of what happened upstream, at the last reading that did not show it yet. */
export function beforeFacts(row: AuditRow): Fact[] {
  const noun = nouns.get(row.target_kind)
  const at = told(row, 'since') ?? new Date(Date.parse(row.at) - 1_000).toISOString()
  if (noun === undefined || row.target_id === null) return []
  const query = new URLSearchParams({ noun, at, q: row.target_id })
  return [
    {
      label: 'Before this',
      value: (
        <Link
          href={`${pagePaths.history()}?${query.toString()}`}
          prefetch={false}
          className="text-accent hover:underline"
        >
          See how it was
        </Link>
      ),
    },
  ]
}

function told({ via, evidence }: AuditRow, name: string): string | null {
  if (via !== 'upstream' || typeof evidence !== 'object' || evidence === null) return null
  const value = new Map(Object.entries(evidence)).get(name)
  return typeof value === 'string' ? value : null
}
