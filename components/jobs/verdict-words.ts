import type { Tone } from '#components/ui/badge.tsx'
import type { PlanVerdict } from '#lib/schemas/jobs.ts'

/** In the order a person wants to see them: what stops them first. */
export const verdicts: readonly PlanVerdict[] = ['invalid', 'refused', 'approval', 'ready', 'unchanged', 'duplicate']

export const verdictWords: Record<PlanVerdict, { word: string; tone: Tone; means: string }> = {
  ready: { word: 'Ready', tone: 'good', means: 'will be done' },
  approval: { word: 'Needs approval', tone: 'info', means: 'will be proposed to a second person' },
  unchanged: { word: 'Already so', tone: 'neutral', means: 'nothing to do' },
  refused: { word: 'Refused', tone: 'danger', means: 'will not be done' },
  invalid: { word: 'Not understood', tone: 'danger', means: 'will not be done' },
  duplicate: { word: 'Said twice', tone: 'neutral', means: 'an earlier row does it' },
}

/** Seconds in words that promise no more than an estimate can: "under a minute", "about 12 min", "about 3 h". */
export function roughly(seconds: number): string {
  if (seconds < 50) return 'under a minute'
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `about ${minutes} min` : `about ${Math.round(minutes / 60)} h`
}

export function countedChanges(count: number): string {
  return count === 1 ? '1 change' : `${count.toLocaleString('en')} changes`
}
