/**
 * Somebody searches for a leaked key by pasting it. Its last characters are enough to find it by its hint; the rest must
 * not get into the address, the history or a log.
 */

/** A hint such as `sk-ant-api03-R2D...igAA` breaks off after 16 characters; a secret goes on. */
const secret = /sk-ant-[A-Za-z0-9_-]{13,}/
const kept = 4

/** What a search for the end of a hint looks like. */
export const hintEnd = '...'

/** What is told when a whole key was pasted into a search. */
export const secretWords =
  'That was a whole secret key. Only its last four characters are searched for; the rest was dropped in this browser. If it leaked, disable it.'

export type CutSearch = { text: string; wasSecret: boolean }

export function cutSecret(typed: string): CutSearch {
  const found = secret.exec(typed.replaceAll(/[\r\n]+\s*/g, ''))
  if (found === null) return { text: typed, wasSecret: false }
  return { text: `${hintEnd}${found[0].slice(-kept)}`, wasSecret: true }
}

/** Where a whole secret begins in a text of many lines, each taken by itself; null when there is none. */
export function secretAt(text: string): number | null {
  const at = text.search(secret)
  return at < 0 ? null : at
}

/** Whether a search can only mean certain keys, so that archived and expired ones belong to the answer. */
export function namesOneKey(q: string): boolean {
  const text = q.trim()
  return text.startsWith(hintEnd) || text.startsWith('apikey_') || text.startsWith('sk-ant-')
}
