import type { DeliveryStatus, NoticeChannel, NoticeDelivery, NoticeKind } from '#lib/schemas/notices.ts'

export const channelNames: Record<NoticeChannel, string> = { webhook: 'Webhook', email: 'E-mail' }

export const kindWords: Record<NoticeKind, string> = {
  keys_expiring: 'API keys that expire',
  invites_expiring: 'invites that expire',
  proposals_waiting: 'proposals that wait',
  outside_changes: 'changes outside Steward',
}

export const statusNames: Record<DeliveryStatus, string> = {
  sent: 'Delivered',
  waiting: 'Waiting',
  given_up: 'Given up',
}

/** A test is sent once, so it was not given up: it failed. */
export function resultName({ status, is_test, problem }: NoticeDelivery): string {
  if (status === 'given_up' && is_test) return 'Failed'
  return status === 'waiting' && problem !== null ? 'Trying again' : statusNames[status]
}

export function resultTone({ status, problem }: NoticeDelivery): 'good' | 'caution' | 'danger' | 'neutral' {
  if (status === 'given_up') return 'danger'
  if (problem !== null) return 'caution'
  return status === 'sent' ? 'good' : 'neutral'
}
