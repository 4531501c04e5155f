import type { Tone } from '#components/ui/badge.tsx'
import { useWindowDays } from '#lib/rules/key-findings.ts'
import type { KeyFinding } from '#lib/rules/key-findings.ts'
import type { KeyRow } from '#lib/schemas/views.ts'

const hour = 3_600_000
const day = 86_400_000

type Use = Pick<KeyRow, 'use' | 'last_used_at' | 'last_used_within'>

/** When use was last seen, in words; never "never", because only the last 31 days are looked at. */
export function lastUsedWords({ use, last_used_at, last_used_within }: Use, now: number): string {
  if (use === 'not_measured') return 'Not measured'
  if (last_used_at === null) return `No use seen in ${useWindowDays} days`
  const at = Date.parse(last_used_at)
  const days = Math.floor(now / day) - Math.floor(at / day)
  if (last_used_within === 'hour' && now - at < day) {
    const hours = Math.max(0, Math.floor((now - at) / hour))
    return hours === 0 ? 'Within the hour' : hours === 1 ? '1 hour ago' : `${hours} hours ago`
  }
  if (days <= 0) return 'Today'
  return days === 1 ? 'Yesterday' : `${days} days ago`
}

type FindingWords = { label: string; tone: Tone; tip: string }

export const findingWords: Readonly<Record<KeyFinding, FindingWords>> = {
  owner_gone: {
    label: 'Owner gone',
    tone: 'danger',
    tip: 'Who made it, or whom it acts as, has left the organization',
  },
  expires_soon: { label: 'Expires soon', tone: 'caution', tip: 'It runs out within 14 days' },
  stale: {
    label: 'Stale',
    tone: 'caution',
    tip: `Active, but no use was seen in ${useWindowDays} days; disable it when nobody misses it`,
  },
  unnamed: { label: 'Unnamed', tone: 'neutral', tip: 'Its name does not say what it is for' },
  in_default: {
    label: 'In Default',
    tone: 'neutral',
    tip: 'It belongs to the Default workspace, which has no limits and no members of its own',
  },
  never_expires: { label: 'No expiry', tone: 'neutral', tip: 'It works until somebody ends it' },
  old: { label: 'Old', tone: 'neutral', tip: 'It was made a year ago or earlier' },
}

/** A finding that this browser does not know yet is told by its name. */
export function wordsOfFinding(finding: string): FindingWords {
  return Object.hasOwn(findingWords, finding)
    ? findingWords[finding as KeyFinding]
    : { label: finding, tone: 'neutral', tip: finding }
}

export const costMethod =
  'An estimate: the Admin API tells no cost by key, so each day’s cost of a workspace is shared over its keys by their tokens of each model and type'
