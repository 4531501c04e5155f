import { momentOf } from '#lib/rules/audit-query.ts'
import type { HistoryNoun } from '#lib/schemas/history.ts'

export const historyModes = ['as_of', 'compare'] as const
export type HistoryMode = (typeof historyModes)[number]

/** What the page shows, all of it in the address: `?noun=keys&at=…` or `?noun=keys&mode=compare&from=…&to=…`. */
export type HistoryAddress = { noun: HistoryNoun; mode: HistoryMode; at: string; from: string; to: string }

const day = 86_400_000

/** Yesterday, and what the last seven days changed. Whole minutes read well and are asked for again. */
export function usualMoments(nowMs = Date.now()): Pick<HistoryAddress, 'at' | 'from' | 'to'> {
  return { at: daysBefore(nowMs, 1), from: daysBefore(nowMs, 7), to: daysBefore(nowMs, 0) }
}

export function daysBefore(nowMs: number, days: number): string {
  return new Date(Math.floor((nowMs - days * day) / 60_000) * 60_000).toISOString()
}

/** Anything that cannot be read is as if it were not there. `nouns` are those that this person may see. */
export function readHistoryAddress(
  params: { get: (name: string) => string | null },
  usual: Pick<HistoryAddress, 'at' | 'from' | 'to'>,
  nouns: readonly HistoryNoun[],
): HistoryAddress | null {
  const noun = nouns.find((known) => known === params.get('noun')) ?? nouns[0]
  if (noun === undefined) return null
  const moment = (name: 'at' | 'from' | 'to') => {
    const ms = momentOf(params.get(name) ?? '')
    return ms === null ? usual[name] : new Date(ms).toISOString()
  }
  const [from, to] = [moment('from'), moment('to')]
  return {
    noun,
    mode: params.get('mode') === 'compare' ? 'compare' : 'as_of',
    at: moment('at'),
    from: from <= to ? from : to,
    to: from <= to ? to : from,
  }
}

/** The query for an address. What belongs to the table (search, sort) is kept where `kept` brings it. */
export function writeHistoryAddress({ noun, mode, at, from, to }: HistoryAddress, kept = ''): string {
  const moments: Record<string, string> = mode === 'compare' ? { mode, from, to } : { at }
  const params = new URLSearchParams(kept)
  for (const [name, value] of Object.entries({ noun, ...moments })) params.set(name, value)
  return params.toString()
}
