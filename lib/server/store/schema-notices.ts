import 'server-only'

/** What has been told, once for each channel; `delivery_id` is the message that carries it. */
export type NoticeTable = {
  kind: string
  object: string
  step: string
  channel: string
  delivery_id: string
  found_ms: number
}

/**
 * One message over one channel. Its id goes along with it, so that whoever gets it twice can tell. `message` is JSON as
 * it is sent, also when it is sent again. Whoever sends it holds the claim until `claimed_until_ms`.
 */
export type NoticeDeliveryTable = {
  id: string
  channel: string
  is_test: number
  subject: string
  message: string
  sent_to: string
  status: string
  attempts: number
  created_ms: number
  not_before_ms: number
  claimed_by: string
  claimed_until_ms: number
  sent_ms: number | null
  problem: string | null
}
