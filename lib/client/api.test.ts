import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import * as fc from 'fast-check'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiError, isProposed, isToldElsewhere, readEnvelope, refusalFrom } from './api-error.ts'
import { read, readIfChanged, write } from './api.ts'
import { newAct, writeAsks } from './write-asks.ts'
import type { ProposedTelling } from './write-asks.ts'

let server: Server | undefined
afterEach(() => void server?.close())

async function serve(answer: RequestListener): Promise<string> {
  server = createServer(answer)
  await new Promise<void>((ready) => server?.listen(0, '127.0.0.1', ready))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}`
}

const failure = async (promise: Promise<unknown>): Promise<ApiError> => {
  const error: unknown = await promise.then(
    () => new Error('did not fail'),
    (error: unknown) => error,
  )
  if (error instanceof ApiError) return error
  throw error
}

test('a refusal carries the words, the code and the request id of the envelope', async () => {
  const base = await serve((_, response) => {
    response.writeHead(409, { 'content-type': 'application/json', 'request-id': 'req_header' })
    response.end(
      JSON.stringify({
        type: 'error',
        error: {
          type: 'conflict_error',
          message: 'Already a member.',
          details: { error_code: 'invite_already_exists' },
        },
        request_id: 'req_body',
      }),
    )
  })
  const error = await failure(write('POST', `${base}/x`, { role: 'user' }))
  expect(error).toMatchObject({
    message: 'Already a member.',
    kind: 'refused',
    status: 409,
    code: 'invite_already_exists',
    requestId: 'req_body',
  })
})

test('an answer that is no envelope still has its request id', async () => {
  const base = await serve((_, response) => {
    response.writeHead(502, { 'request-id': 'req_proxy' })
    response.end('<html>Bad gateway</html>')
  })
  expect(await failure(read(`${base}/x`))).toMatchObject({ kind: 'nonsense', status: 502, requestId: 'req_proxy' })
})

test('a 200 that is not JSON is an error, not undefined data', async () => {
  const base = await serve((_, response) => response.end('<html>sign in</html>'))
  expect(await failure(read(`${base}/x`))).toMatchObject({ kind: 'nonsense', status: 200 })
})

test('a dropped connection: a read says try again, a write does not claim that nothing happened', async () => {
  const base = await serve((request) => request.socket.destroy())
  expect((await failure(read(`${base}/x`))).message).toContain('try again')
  const error = await failure(write('DELETE', `${base}/x`))
  expect(error.kind).toBe('network')
  expect(error.message).toContain('not known')
})

test('an ended session is its own kind', async () => {
  const base = await serve((_, response) => {
    response.statusCode = 401
    response.end('{}')
  })
  expect((await failure(read(`${base}/x`))).kind).toBe('session')
})

test('every write carries the headers the gateway asks for, and a body when posted', async () => {
  const seen: { headers: IncomingMessage['headers']; body: string; method: string | undefined }[] = []
  const base = await serve((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      seen.push({ headers: request.headers, body, method: request.method })
      response.end('{"id":"1"}')
    })
  })
  await write('POST', `${base}/x`)
  await write('DELETE', `${base}/x`)
  for (const { headers } of seen)
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-portal-request': '1',
      'anthropic-version': '2026-10-21',
    })
  expect(seen.map(({ method, body }) => [method, body])).toEqual([
    ['POST', '{}'],
    ['DELETE', ''],
  ])
})

const younger = { synced_at: '2026-11-24T00:00:00Z', complete: true, missing: [] }

test('304 keeps the known data and only moves its age on', async () => {
  const base = await serve((request, response) => {
    response.writeHead(request.headers['if-none-match'] === '"r1"' ? 304 : 500, {
      'steward-freshness': JSON.stringify(younger),
    })
    response.end()
  })
  const known = {
    revision: 'r1',
    synced_at: null,
    complete: false,
    missing: ['keys'],
    upstream_problem: null,
    rows: [1],
  }
  const answer = await readIfChanged(`${base}/x`, known, new AbortController().signal)
  expect(answer).toEqual({ ...known, ...younger })
  expect(answer.rows).toBe(known.rows)
})

test('nothing that a server may send breaks the reading of errors', () => {
  fc.assert(
    fc.property(fc.anything(), fc.integer({ min: 400, max: 599 }), (body, status) => {
      expect(() => readEnvelope(body)).not.toThrow()
      expect(refusalFrom(status, body, null).message).not.toBe('')
    }),
  )
})

/** Refuses with `code` until a reason comes with the request. */
function refusing(code: string, seen: (string | undefined)[], details: object = {}): Promise<string> {
  return serve((request, response) => {
    const reason = request.headers['x-portal-reason']
    seen.push(Array.isArray(reason) ? reason[0] : reason)
    if (code === 'reason_required' && reason !== undefined) return response.end('{"id":"1"}')
    response.statusCode = 403
    const error = { type: 'permission_error', message: 'No.', details: { error_code: code, ...details } }
    response.end(JSON.stringify({ type: 'error', error }))
    return undefined
  })
}

/** Somebody at the screen who gives these answers one after the other. */
function answering(...answers: (string | null)[]): { asked: string[]; leave: () => void } {
  const asked: string[] = []
  const leave = writeAsks.subscribe(() => {
    const ask = writeAsks.current()
    if (ask === null) return
    asked.push(ask.kind)
    if (ask.kind === 'reason') ask.answer(answers.shift() ?? null)
    else ask.answer()
  })
  return { asked, leave }
}

test('a write that needs a reason asks for it and is repeated with it, encoded', async () => {
  const seen: (string | undefined)[] = []
  const base = await refusing('reason_required', seen)
  const person = answering('Ticket 7 – “leaked”')
  expect(await write('POST', `${base}/x`, { status: 'inactive' })).toEqual({ id: '1' })
  person.leave()
  expect(seen).toEqual([undefined, encodeURIComponent('Ticket 7 – “leaked”')])
})

test('without an answer nothing is sent again, and the error says that nothing was changed', async () => {
  const seen: (string | undefined)[] = []
  const base = await refusing('reason_required', seen)
  const person = answering(null)
  const error = await failure(write('POST', `${base}/x`))
  person.leave()
  expect(error.kind).toBe('withdrawn')
  expect(isToldElsewhere(error)).toBe(true)
  expect(seen).toHaveLength(1)
})

test('writes that are one act ask once', async () => {
  const seen: (string | undefined)[] = []
  const base = await refusing('reason_required', seen)
  const person = answering('Team move')
  const act = newAct()
  for (let at = 0; at < 3; at += 1) await write('POST', `${base}/x`, {}, { act })
  person.leave()
  expect(person.asked).toEqual(['reason'])
  expect(seen.filter((reason) => reason === 'Team%20move')).toHaveLength(3)
})

test('a write beside an act is asked for its own reason, and does not take the one of the act', async () => {
  const seen: (string | undefined)[] = []
  const base = await refusing('reason_required', seen)
  const person = answering('Team move', 'Leaked')
  const act = newAct()
  await write('POST', `${base}/x`, {}, { act })
  await write('POST', `${base}/another`)
  await write('POST', `${base}/x`, {}, { act })
  person.leave()
  expect(person.asked).toEqual(['reason', 'reason'])
  expect(seen.filter((reason) => reason !== undefined)).toEqual(['Team%20move', 'Leaked', 'Team%20move'])
})

test('whoever gives no reason for an act is not asked again for the rest of it', async () => {
  const base = await refusing('reason_required', [])
  const person = answering(null, 'asked once too often')
  const act = newAct()
  for (let at = 0; at < 3; at += 1)
    expect((await failure(write('POST', `${base}/x`, {}, { act }))).kind).toBe('withdrawn')
  person.leave()
  expect(person.asked).toEqual(['reason'])
})

test('an approval is told with its proposal, a fresh sign-in is asked for; neither is an error of the control', async () => {
  const told: ProposedTelling[] = []
  writeAsks.register({ tellProposed: (telling) => told.push(telling) })
  const person = answering()
  const proposed = await refusing('approval_required', [], { proposal_id: 'proposal_1', decided_by: 'admin' })
  const error = await failure(write('POST', `${proposed}/x`))
  expect(isProposed(error) && isToldElsewhere(error)).toBe(true)
  expect(told).toEqual([{ id: 'proposal_1', decidedBy: 'admin' }])
  server?.close()
  const old = await refusing('step_up_required', [])
  expect(isToldElsewhere(await failure(write('POST', `${old}/x`)))).toBe(true)
  expect(person.asked).toEqual(['step_up'])
  person.leave()
})

test('where nobody can answer, a refusal is only an error', async () => {
  const base = await refusing('reason_required', [])
  expect(await failure(write('POST', `${base}/x`))).toMatchObject({ kind: 'refused', code: 'reason_required' })
})

test('9: a look for news in a tab that nobody has touched for a minute says so, a write never does', async () => {
  const marks: unknown[] = []
  const base = await serve((request, response) => {
    marks.push(request.headers['x-portal-background'] ?? null)
    response.end('{}')
  })
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    await read(base)
    vi.setSystemTime(Date.now() + 61_000)
    await read(base)
    await readIfChanged(base, undefined, new AbortController().signal)
    await write('POST', base)
  } finally {
    vi.useRealTimers()
  }
  expect(marks).toEqual([null, '1', '1', null])
})
