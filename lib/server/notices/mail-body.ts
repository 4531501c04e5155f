import 'server-only'
import type { Message } from './message.ts'
import { htmlText } from './plain.ts'

export type MailBody = { subject: string; text: string; html: string }

/** The same as plain text and as simple HTML: no pictures, no styles, nothing from elsewhere. */
export function mailBody(id: string, { subject, lines, more, organization }: Message, portal: URL): MailBody {
  const linked = lines.map((line) => ({ ...line, href: new URL(line.path, portal).href }))
  const foot = `Sent by Steward${organization === '' ? '' : ` for ${organization}`} (${portal.origin}). Notice ${id}.`
  const rest = more === 0 ? null : `and ${more.toLocaleString('en')} more`
  return {
    subject: `[Steward] ${subject}`,
    text: [
      ...linked.map(({ title, detail, href }) => [title, ...(detail === '' ? [] : [detail]), href, ''].join('\n')),
      ...(rest === null ? [] : [`${rest}: ${portal.origin}/`, '']),
      foot,
      '',
    ].join('\n'),
    html: [
      '<!doctype html><html lang="en"><body>',
      '<ul>',
      ...linked.map(
        ({ title, detail, href }) =>
          `<li><p><strong>${htmlText(title)}</strong><br>${htmlText(detail)}<br><a href="${htmlText(href)}">Open in Steward</a></p></li>`,
      ),
      '</ul>',
      ...(rest === null ? [] : [`<p><a href="${htmlText(portal.origin)}/">${htmlText(rest)}</a></p>`]),
      `<p><small>${htmlText(foot)}</small></p>`,
      '</body></html>',
    ].join('\n'),
  }
}
