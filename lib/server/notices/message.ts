import 'server-only'
import { z } from 'zod'
import { noticeKinds } from '#lib/schemas/notices.ts'
import type { NoticeKind } from '#lib/schemas/notices.ts'
import { oneLine } from './plain.ts'

/** One notice as people read it. `title` and `detail` may hold what others chose; `path` is a page of the portal. */
export type Line = { kind: NoticeKind; title: string; detail: string; path: string }

const messageSchema = z.object({
  subject: z.string(),
  lines: z.array(z.object({ title: z.string(), detail: z.string(), path: z.string() })),
  /** How many more there are than lines. */
  more: z.int(),
  organization: z.string(),
})
/** What one delivery says, on whichever channel. Every text in it is one line already. */
export type Message = z.infer<typeof messageSchema>

export const mostLines = 20

/** One message for all notices of one pass. */
export function messageOf(lines: readonly Line[], organization: string): Message {
  const shown = lines.slice(0, mostLines)
  return {
    subject: subjectOf(lines),
    lines: shown.map(({ title, detail, path }) => ({ title: oneLine(title), detail: oneLine(detail), path })),
    more: lines.length - shown.length,
    organization: oneLine(organization, 100),
  }
}

export function testMessage(who: string, organization: string): Message {
  const title = 'This is a test notice'
  const detail = `${who} asked for it in Steward's settings. Nothing needs to be done.`
  return {
    subject: 'Test notice from Steward',
    lines: [{ title, detail: oneLine(detail), path: '/settings' }],
    more: 0,
    organization: oneLine(organization, 100),
  }
}

export function readMessage(text: string): Message {
  return messageSchema.parse(JSON.parse(text))
}

const nouns: Record<NoticeKind, { one: string; many: string }> = {
  outside_changes: { one: '1 change was made outside Steward', many: 'changes were made outside Steward' },
  keys_expiring: { one: '1 API key expires soon', many: 'API keys expire soon' },
  proposals_waiting: { one: '1 proposal waits for a decision', many: 'proposals wait for a decision' },
  invites_expiring: { one: '1 invite expires soon', many: 'invites expire soon' },
}

function subjectOf(lines: readonly Line[]): string {
  const [only] = lines
  if (lines.length === 1 && only !== undefined) return oneLine(only.title)
  const parts = noticeKinds.flatMap((kind) => {
    const count = lines.filter((line) => line.kind === kind).length
    if (count === 0) return []
    return [count === 1 ? nouns[kind].one : `${count.toLocaleString('en')} ${nouns[kind].many}`]
  })
  return parts.join(', ')
}
