import 'server-only'
import type { Secret } from '#lib/server/secret.ts'
import type { Channel, Sent } from './channel.ts'
import { slackBody } from './slack-body.ts'

const answerWithinMs = 15_000

/** Slack's JSON by POST. The address is a secret: only its host is ever told. `steward-notice` carries the message's id. */
export function webhookChannel(address: Secret, portal: URL): Channel {
  const { host } = new URL(address.reveal())
  const send = async (id: string, message: Parameters<Channel['send']>[1]): Promise<Sent> => {
    try {
      const response = await fetch(address.reveal(), {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', 'steward-notice': id },
        body: JSON.stringify(slackBody(id, message, portal)),
        redirect: 'manual',
        cache: 'no-store',
        signal: AbortSignal.timeout(answerWithinMs),
      })
      await response.body?.cancel()
      return response.ok
        ? { arrived: true, partly: null }
        : { arrived: false, problem: refusalOf(host, response.status) }
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError'
      const problem = late
        ? `${host} does not answer within ${answerWithinMs / 1000} seconds`
        : `${host} cannot be reached`
      return { arrived: false, problem }
    }
  }
  return { name: 'webhook', to: host, send }
}

function refusalOf(host: string, status: number): string {
  if (status >= 300 && status < 400)
    return `${host} answers ${status}: it points elsewhere, and Steward does not follow`
  if (status === 404 || status === 410) return `${host} answers ${status}: this webhook does not exist any more`
  return `${host} answers ${status}`
}
