import type { Freshness } from './views.ts'

/** What Steward tells people outside of it, in the words of NOTICE_KINDS. */
export const noticeKinds = ['keys_expiring', 'invites_expiring', 'proposals_waiting', 'outside_changes'] as const
export type NoticeKind = (typeof noticeKinds)[number]

export const noticeChannels = ['webhook', 'email'] as const
export type NoticeChannel = (typeof noticeChannels)[number]

/** `waiting` may have failed already and is tried again; `given_up` is never tried again. */
export type DeliveryStatus = 'waiting' | 'sent' | 'given_up'

export type NoticeDelivery = {
  id: string
  channel: NoticeChannel
  at: string
  /** A test that somebody asked for, or notices. */
  is_test: boolean
  /** What was told, in one line. */
  subject: string
  to: string
  status: DeliveryStatus
  attempts: number
  sent_at: string | null
  /** Why the last attempt failed, or who was left out. */
  problem: string | null
}

export type NoticeChannelState = {
  channel: NoticeChannel
  to: string
  waiting: number
  last_sent_at: string | null
  /** Why notices do not arrive; null when all is well. */
  trouble: string | null
}

/** The channels that are set up, and the last 50 deliveries, newest first. */
export type NoticesView = Freshness & {
  revision: string
  kinds: NoticeKind[]
  channels: NoticeChannelState[]
  deliveries: NoticeDelivery[]
}

/** `problem`: why it did not arrive, or who was left out though it did. */
export type NoticeTested = {
  type: 'notice_tested'
  channel: NoticeChannel
  to: string
  arrived: boolean
  problem: string | null
}
