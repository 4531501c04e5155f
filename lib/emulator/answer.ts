/** How much of an answer reaches the client; everything but `whole` is an injected fault. */
export type Delivery = 'whole' | 'truncated' | 'dropped'

export type Answer = {
  status: number
  headers: Record<string, string>
  body: string
  delivery: Delivery
}

export function jsonAnswer(status: number, value: unknown, requestId: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'request-id': requestId },
    body: JSON.stringify(value),
    delivery: 'whole',
  }
}

/** The answer as `fetch` would see it: a dropped connection rejects, a truncated body breaks while read. */
export function toResponse(answer: Answer): Response {
  if (answer.delivery === 'dropped') throw new TypeError('The connection was closed before an answer arrived')
  if (answer.delivery === 'whole') return new Response(answer.body, answer)
  const half = new TextEncoder().encode(answer.body).subarray(0, truncatedLength(answer.body))
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(half)
      controller.error(new TypeError('The connection was closed in the middle of the answer'))
    },
  })
  return new Response(stream, answer)
}

export function truncatedLength(body: string): number {
  return Math.floor(Buffer.byteLength(body) / 2)
}
