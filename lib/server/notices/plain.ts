import 'server-only'

/** Line ends, other controls, and marks that turn the direction of what follows: a name must not leave its line. */
const unruly = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu

/** What others chose, as a piece of one line: at most `most` characters, nothing that moves what stands around it. */
export function oneLine(text: string, most = 150): string {
  const plain = text.toWellFormed().replaceAll(unruly, ' ').replaceAll(/\s+/g, ' ').trim()
  return plain.length <= most ? plain : `${plain.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/**
 * Text inside Slack's mrkdwn. Slack itself reads markup only between < and >; receivers that take Slack's JSON also read
 * `@channel`, `[word](address)` and bare addresses, which an invisible space takes apart.
 */
export function slackText(text: string): string {
  return text
    .replaceAll(/(?<![\p{L}\p{N}])@(?=\S)/gu, '@\u200b')
    .replaceAll('](', ']\u200b(')
    .replaceAll('://', ':\u200b//')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export function htmlText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
}
