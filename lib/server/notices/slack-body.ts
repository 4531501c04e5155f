import 'server-only'
import type { Message } from './message.ts'
import { slackText } from './plain.ts'

type Text = { type: 'mrkdwn'; text: string; verbatim: true } | { type: 'plain_text'; text: string; emoji: false }
type Block = { type: 'header'; text: Text } | { type: 'section'; text: Text } | { type: 'context'; elements: Text[] }

/** `text` is what a notification shows; `blocks` what the channel does. Slack takes 50 blocks of 3,000 characters. */
export type SlackBody = { text: string; blocks: Block[] }

export function slackBody(id: string, message: Message, portal: URL): SlackBody {
  const { subject, lines, more, organization } = message
  const sections = lines.map(({ title, detail, path }): Block => ({
    type: 'section',
    text: marked(
      `*${bold(title)}*${detail === '' ? '' : `\n${slackText(detail)}`}\n<${new URL(path, portal).href}|Open in Steward>`,
    ),
  }))
  const rest = more === 0 ? [] : [{ type: 'section' as const, text: marked(moreWords(more, portal)) }]
  const foot = slackText(`Steward${organization === '' ? '' : ` · ${organization}`} · notice ${id}`)
  return {
    text: slackText(`Steward: ${subject}`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: headline(subject), emoji: false } },
      ...sections,
      ...rest,
      { type: 'context', elements: [marked(foot)] },
    ],
  }
}

/** A header holds 150 characters at most; escaping may have made it longer than its words. */
function headline(subject: string): string {
  const words = slackText(subject)
  return words.length <= 150 ? words : 'Notices from Steward'
}

function moreWords(more: number, portal: URL): string {
  return `and ${more.toLocaleString('en')} more: <${portal.origin}/|open the overview>`
}

/** A star inside would end the bold; the one operator that looks like it does not. */
function bold(title: string): string {
  return slackText(title).replaceAll('*', '∗')
}

function marked(text: string): Text {
  return { type: 'mrkdwn', text, verbatim: true }
}
