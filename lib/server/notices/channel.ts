import 'server-only'
import type { NoticeChannel } from '#lib/schemas/notices.ts'
import type { Message } from './message.ts'

/** `problem`: what went wrong, in words without a secret. `partly`: it arrived, but not for everybody. */
export type Sent = { arrived: true; partly: string | null } | { arrived: false; problem: string }

/** One way to people. `send` never rejects and never takes longer than `patienceMs`. */
export type Channel = {
  name: NoticeChannel
  /** Where it goes, in words; no secret. */
  to: string
  send: (id: string, message: Message) => Promise<Sent>
}

export const patienceMs = 30_000
