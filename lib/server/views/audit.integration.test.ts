import { afterEach, expect, test } from 'vitest'
import { changeMemberRole } from '#lib/server/actions/members.ts'
import { read, write } from '#lib/server/http/route.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { plainEvent, putEvents } from '#lib/server/testing/audit-events.ts'
import { askAs, startTestPortal, tokenOf } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import { viewAudit, viewAuditEvent, viewAuditRows } from './audit-reads.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

let portal: Portal | null = null
afterEach(async () => {
  await portal?.close()
  portal = null
})

const hostile = ['=HYPERLINK("http://x")', '+1', '-1', '@sum', '\tx', '\rx', "'quoted", '＝1', 'a,"b"\r\nc', 'plain']

eachDatabase((_, __, place) => {
  const start = async (): Promise<Portal> => {
    portal = await startTestPortal(await place())
    return portal
  }
  const eventsOf = (running: Portal, action: string) =>
    running.runtime.database.db.selectFrom('audit_event').selectAll().where('action', '=', action).execute()
  const seeded = async (running: Portal, count: number) => {
    const events = Array.from({ length: count }, (_each, at) =>
      plainEvent({
        seq: at + 1,
        reason: hostile[at % hostile.length] ?? null,
        workspace_id: at % 2 === 0 ? 'wrkspc_01ABCDEFGHJKLMNPQRSTUVWX' : 'wrkspc_01BBCDEFGHJKLMNPQRSTUVWX',
        result: at % 3 === 0 ? 'failed' : 'succeeded',
      }),
    )
    await putEvents(running.runtime.database, events)
    return events
  }
  /** A file, as a script would fetch it. */
  const fetchFile = async (running: Portal, query: string, role: 'auditor' | 'workspace_manager' = 'auditor') => {
    const scope = role === 'workspace_manager' ? ['wrkspc_01ABCDEFGHJKLMNPQRSTUVWX'] : null
    const authorization = `Bearer ${await tokenOf(running.runtime, role, scope)}`
    const headers = { authorization, 'anthropic-version': '2026-10-21' }
    const request = new Request(`http://127.0.0.1:3999/api/portal/audit/rows?${query}`, { headers })
    const response = await read(viewAuditRows)(request, { params: Promise.resolve({}) })
    return { response, text: await response.text() }
  }

  test.each([
    ['result=banana', 'result'],
    ['via[]=pigeon', 'via'],
    ['after=2026-02-30', 'after'],
    ['before=soon', 'before'],
    ['before_seq=1%20or%201=1', 'before_seq'],
    ['before_seq=-1', 'before_seq'],
    ['limit=501', 'limit'],
    ['changes=perhaps', 'changes'],
    ['sort=seq', 'sort'],
    ['target=a&target=b', 'target'],
    [`person=${'x'.repeat(201)}`, 'person'],
  ])('a malformed or unknown filter is refused by name: %s', async (query, name) => {
    const ask = await askAs((await start()).runtime, 'auditor')
    const answer = await ask(read(viewAudit), {}, { query })
    expect(answer.status).toBe(400)
    expect((answer.body['error'] as { message: string }).message).toContain(name)
  })

  test('66: what looks like SQL is looked for as it stands', async () => {
    const running = await start()
    await seeded(running, 20)
    const ask = await askAs(running.runtime, 'auditor')
    for (const text of ["' or 1=1 --", '%', '_%', "'; drop table audit_event; --", '\\', '\u0000'])
      for (const name of ['q', 'person', 'action', 'target', 'workspace']) {
        const answer = await ask(read(viewAudit), {}, { query: new URLSearchParams({ [name]: text }).toString() })
        expect(answer, `${name}=${text}`).toMatchObject({ status: 200, body: { rows: [], total: 0 } })
      }
  })

  test('the log is read part by part, and one action by its id', async () => {
    const running = await start()
    await seeded(running, 450)
    const ask = await askAs(running.runtime, 'auditor')
    const first = await ask(read(viewAudit), {}, { query: 'result=failed&limit=100' })
    expect(first.body).toMatchObject({ total: 150, total_more: false })
    const second = await ask(
      read(viewAudit),
      {},
      { query: `result=failed&limit=100&before_seq=${String(first.body['next'])}` },
    )
    expect(second.body).toMatchObject({ total: null, next: null })
    const ids = [first, second].flatMap(({ body }) => (body['rows'] as { id: string }[]).map(({ id }) => id))
    expect(new Set(ids).size).toBe(150)
    expect(await ask(read(viewAuditEvent), { event_id: ids[120] ?? '' })).toMatchObject({
      status: 200,
      body: { id: ids[120], result: 'failed' },
    })
    const other = await askAs(running.runtime, 'helpdesk')
    expect((await other(read(viewAuditEvent), { event_id: ids[120] ?? '' })).status).toBe(404)
  })

  test('a row says whose token it was, and whether the one who looks may take it back', async () => {
    const running = await start()
    await running.runtime.mirror.refresh()
    const admin = await askAs(running.runtime, 'admin')
    const member = (await worldOf(running.door)).users.find(({ role }) => role === 'user')
    const change = { method: 'POST', body: { role: 'developer' } }
    const event_id = (await admin(write(changeMemberRole), { user_id: member?.id ?? '' }, change)).headers.get(
      'steward-event',
    )
    const params = { event_id: event_id ?? '' }
    expect((await admin(read(viewAuditEvent), params)).body).toMatchObject({
      can_undo: true,
      undo_refusal: null,
      token_maker: 'tests',
      via: 'token',
    })
    const auditor = await askAs(running.runtime, 'auditor')
    const seen = (await auditor(read(viewAuditEvent), params)).body
    expect(seen).toMatchObject({ can_undo: true })
    expect(seen['undo_refusal']).toContain('cannot change roles')
  })

  test('112: reading is recorded once an hour and person, exporting every time, before it begins', async () => {
    const running = await start()
    const [one, other] = [await askAs(running.runtime, 'auditor'), await askAs(running.runtime, 'helpdesk')]
    await Promise.all([one, one, one, other].map((ask) => ask(read(viewAudit))))
    await one(read(viewAudit))
    const reads = await eventsOf(running, 'audit.read')
    expect(reads).toHaveLength(2)
    expect(new Set(reads.map(({ actor_id }) => actor_id)).size).toBe(2)
    const { text } = await fetchFile(running, 'format=jsonl&action=session')
    await fetchFile(running, 'format=csv')
    expect((await eventsOf(running, 'audit.export')).map(({ params }) => JSON.parse(params) as unknown)).toEqual([
      { format: 'jsonl', filter: 'action:session' },
      { format: 'csv', filter: '' },
    ])
    expect(text).toBe('')
  })

  test('70, 72: the export is whole, formula-safe, and saved under a fixed name', async () => {
    const running = await start()
    const events = await seeded(running, 1_234)
    const csv = await fetchFile(running, 'format=csv')
    expect(csv.response.headers.get('content-disposition')).toBe('attachment; filename="audit-log.csv"')
    expect(csv.response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(csv.response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const [header = [], ...lines] = parseCsv(csv.text.replace('\ufeff', ''))
    const column = (name: string) => lines.map((line) => line[header.indexOf(name)] ?? '')
    expect(lines).toHaveLength(events.length)
    for (const cell of lines.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/)
    expect(column('Reason').map((cell) => cell.replace(/^'/, ''))).toEqual(
      events.map(({ reason }) => reason).toReversed(),
    )
    expect(column('Id')).toEqual(events.map(({ id }) => id).toReversed())
    const jsonl = await fetchFile(running, 'format=jsonl&result=failed')
    const rows = jsonl.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; result: string })
    expect(rows).toHaveLength(events.filter(({ result }) => result === 'failed').length)
    expect(new Set(rows.map(({ result }) => result))).toEqual(new Set(['failed']))
  })

  test('40: an export holds only what is in the person’s sight', async () => {
    const running = await start()
    const events = await seeded(running, 600)
    const { text } = await fetchFile(running, 'format=jsonl', 'workspace_manager')
    const rows = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { workspace_id: string })
    expect(rows).toHaveLength(events.length / 2)
    expect(text).not.toContain('wrkspc_01BBCDEFGHJKLMNPQRSTUVWX')
  })
})

/** A reader of RFC 4180, written from the standard and not from the writer. */
function parseCsv(text: string): string[][] {
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g
  const lines: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(cells)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end !== ',') lines.push([])
  }
  return lines.slice(0, -1)
}
