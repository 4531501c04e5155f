import 'server-only'

const longest = 300

/** A browser's own words about itself, fit to be stored; null when it says nothing. Anybody can write anything there. */
export function cleanAgent(userAgent: string | null): string | null {
  const text = (userAgent ?? '').replaceAll(/[^\x20-\x7e]+/g, ' ').trim()
  return text === '' ? null : text.slice(0, longest)
}

/** The first that fits wins: every browser also names those that it descends from. */
const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
]
const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows NT\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** "Firefox on Windows", from what `cleanAgent` kept. */
export function agentWords(agent: string | null): string {
  const named = (names: typeof browsers) => names.find(([pattern]) => agent !== null && pattern.test(agent))?.[1]
  const [browser, system] = [named(browsers), named(systems)]
  if (browser === undefined && system === undefined) return 'Unknown browser'
  return system === undefined ? (browser ?? '') : `${browser ?? 'A browser'} on ${system}`
}
