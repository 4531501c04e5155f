import type { HeldKey, KeyChoice, KeyFate } from '#lib/schemas/offboarding.ts'

export const consoleAddress = 'https://platform.claude.com/'

export const choiceNames: Record<KeyChoice, string> = {
  disable: 'Disable',
  archive: 'Archive for good',
  keep: 'Leave as it is',
}

/** What becomes of a key when they go and nobody touches it; `remove`: whether they are removed by this job. */
export function fateWords(key: Pick<HeldKey, 'fate' | 'status'>, remove: boolean): string {
  const off = key.status === 'inactive'
  const words: Record<KeyFate, string> = {
    over: 'Already dead.',
    ends: remove ? 'Ends with the removal: archived for good.' : 'Would end with the removal: archived for good.',
    should_end: off
      ? 'A Claude Code key. Disabled already.'
      : 'A Claude Code key: it should stop when they go, but its status will not show it.',
    lives: off
      ? 'Stays disabled, and can be enabled by anybody who may.'
      : 'Goes on working, without an owner in the organization.',
  }
  return words[key.fate]
}

/** Whose it is, in a few words. */
export function relationWords(key: Pick<HeldKey, 'made_by_them' | 'acts_as_them' | 'acts_as'>): string {
  if (key.acts_as_them) return key.made_by_them ? 'Made by them, acts as them' : 'Acts as them'
  return key.acts_as === null ? 'Made by them' : `Made by them, acts as ${key.acts_as.label}`
}

export function tokens(count: number | null): string {
  if (count === null) return 'not measured'
  return count === 1 ? '1 token' : `${count.toLocaleString('en')} tokens`
}

export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? noun : plural}`
}
