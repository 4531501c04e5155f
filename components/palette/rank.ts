/** Anything that can be found. All texts are in lower case, made once per list and not per key press. */
export type Findable = {
  /** What names it alone: its id, its hint. Only the whole or a long beginning counts: ids hold any letters. */
  exact: readonly string[]
  /** What people call it. */
  texts: readonly string[]
  /** These texts, a line each, so that most of a list is passed over by one look. */
  all: string
}

/** How well something fits, best first. */
export const fits = { exact: 0, prefix: 1, wordStart: 2, inside: 3 } as const
export type Fit = (typeof fits)[keyof typeof fits]

export function findable(exact: readonly (string | null)[], texts: readonly string[]): Findable {
  const [ids, names] = [low(exact), low(texts)]
  return { exact: ids, texts: names, all: names.join('\n') }
}

function low(list: readonly (string | null)[]): string[] {
  return list.flatMap((text) => (text ? [text.toLowerCase()] : []))
}

export type Query = { text: string; words: readonly string[] }

export function queryOf(typed: string): Query {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  return { text: words.join(' '), words }
}

/** Null when it does not fit. Words apart from each other must all be there, and count less than the same in a row. */
export function fitOf({ text, words }: Query, one: Findable): Fit | null {
  const whole = placeOf(text, one)
  if (whole !== null || words.length < 2) return whole
  let worst: Fit = fits.wordStart
  for (const word of words) {
    const place = placeOf(word, one)
    if (place === null) return null
    if (place > worst) worst = place
  }
  return worst
}

/** Longer than the beginnings that all ids of a kind share. */
const longBeginning = 8

function placeOf(text: string, { exact, texts, all }: Findable): Fit | null {
  if (exact.includes(text)) return fits.exact
  if (!all.includes(text))
    return text.length >= longBeginning && exact.some((id) => id.startsWith(text)) ? fits.inside : null
  let best: Fit = fits.inside
  for (const one of texts) {
    if (one.startsWith(text)) return fits.prefix
    if (best === fits.inside && beginsWord(one, text)) best = fits.wordStart
  }
  return best
}

function beginsWord(one: string, text: string): boolean {
  for (let at = one.indexOf(text, 1); at > 0; at = one.indexOf(text, at + 1))
    if (!/[\p{L}\p{N}]/u.test(one.charAt(at - 1))) return true
  return false
}

/** `items` holds the best of `total`; equal fits keep the order of their list. `best` is null when nothing fits. */
export type Found<T> = { items: T[]; total: number; best: Fit | null }

export function find<T extends Findable>(query: Query, list: readonly T[], most: number): Found<T> {
  const byFit: [T[], T[], T[], T[]] = [[], [], [], []]
  let total = 0
  for (const one of list) {
    const fit = fitOf(query, one)
    if (fit === null) continue
    total += 1
    if (byFit[fit].length < most) byFit[fit].push(one)
  }
  const best = Object.values(fits).find((fit) => byFit[fit].length > 0) ?? null
  return { items: byFit.flat().slice(0, most), total, best }
}
