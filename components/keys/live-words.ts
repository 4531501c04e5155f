import type { KeyRow } from '#lib/schemas/views.ts'

/** How many of these keys work right now: what switching them off does to live traffic. */
export function liveWords(keys: readonly Pick<KeyRow, 'status'>[]): string {
  const live = keys.filter(({ status }) => status === 'active').length
  if (live === 0) return 'None of these keys is active: no call fails because of this.'
  const which = live === 1 ? '1 of these keys is active' : `${live.toLocaleString('en')} of these keys are active`
  return `${which}: calls with ${live === 1 ? 'it' : 'them'} fail at once.`
}
