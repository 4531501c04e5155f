export type TagPair = { key: string; value: string }

/** What is wrong with these tags, in words; null when nothing is (contract section 10). */
export function tagProblem(pairs: readonly TagPair[]): string | null {
  const keys = pairs.map((pair) => pair.key.trim())
  if (keys.includes('')) return 'Every tag needs a key.'
  const reserved = keys.find((key) => key.toLowerCase().startsWith('anthropic'))
  if (reserved !== undefined) return `“${reserved}”: keys that begin with “anthropic” are reserved.`
  const twice = keys.find((key, at) => keys.indexOf(key) !== at)
  return twice === undefined ? null : `“${twice}” is there twice.`
}

export function pairsOf(tags: Readonly<Record<string, string>>): TagPair[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }))
}

/** What to send so that the tags become `pairs`: upstream merges, and only null takes a tag away (trap 21). */
export function tagChange(
  before: Readonly<Record<string, string>>,
  pairs: readonly TagPair[],
): Record<string, string | null> {
  const wanted = new Map(pairs.map(({ key, value }) => [key.trim(), value]))
  const change: Record<string, string | null> = {}
  for (const key of Object.keys(before)) if (!wanted.has(key)) change[key] = null
  for (const [key, value] of wanted) if (before[key] !== value) change[key] = value
  return change
}
