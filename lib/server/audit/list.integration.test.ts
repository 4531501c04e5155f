import * as fc from 'fast-check'
import { CompiledQuery, sql } from 'kysely'
import { expect, test } from 'vitest'
import { momentOf, wholeLog } from '#lib/rules/audit-query.ts'
import type { AuditFilter } from '#lib/rules/audit-query.ts'
import { actionNames } from '#lib/schemas/action-names.ts'
import { vias } from '#lib/schemas/person.ts'
import type { Person } from '#lib/schemas/person.ts'
import { auditResults } from '#lib/schemas/views.ts'
import type { Database } from '#lib/server/store/database.ts'
import type { AuditEvent } from '#lib/server/store/schema.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { plainEvent, putEvents } from '#lib/server/testing/audit-events.ts'
import { countAudit, countedMost, listAudit } from './list.ts'
import { matching } from './matching.ts'
import { createAuditLog } from './record.ts'
import { intentOf, tester } from './test-chain.ts'

const keyId = 'apikey_01ABCDEFGHJKLMNPQRSTUVWX'
const userId = 'user_01ABCDEFGHJKLMNPQRSTUVWX'
const workspaces = ['wrkspc_01ABCDEFGHJKLMNPQRSTUVWX', 'wrkspc_01BBCDEFGHJKLMNPQRSTUVWX']

const names = ['ada@example.com', 'Bob%_\\', "o'neill", 'Zoë', 'ADA', '"quoted"', 'ﬀ İ ß']
const actions = ['key.disable', 'key.rename', 'keyring.open', 'member.change_role', 'session.sign_in', 'audit.read']
const summaries = [
  'Disable the key',
  'Rename the KEY',
  "'; drop table audit_event; --",
  '100 % _ sure',
  'Ünïcode Ñame',
  '',
]

const eventParts = fc.record({
  kind: fc.constantFrom('intent', 'outcome', 'denied', 'event'),
  actor_id: fc.constantFrom('person_a', 'person_b', 'token_c'),
  actor_name: fc.constantFrom(...names),
  via: fc.constantFrom(...vias),
  action: fc.constantFrom(...actions),
  target: fc.constantFrom<[string | null, string | null][]>(
    ['api_key', keyId],
    ['user', userId],
    ['workspace_member', userId],
    ['other', 'opaque id'],
    [null, null],
  ),
  workspace_id: fc.constantFrom(null, ...workspaces),
  job_id: fc.constantFrom(null, 'job_1', 'job_2'),
  summary: fc.constantFrom(...summaries),
  reason: fc.constantFrom(null, 'Leaked', 'because'),
  result: fc.constantFrom('succeeded', 'failed', 'refused', 'not_applied', 'unknown', 'of another version', null),
  open: fc.boolean(),
})

function eventsOf(
  parts: readonly (typeof eventParts extends fc.Arbitrary<infer Part> ? Part : never)[],
): (AuditEvent & { open: boolean })[] {
  return parts.map(({ target: [target_kind, target_id], open, ...part }, at) => ({
    ...plainEvent({ seq: at + 1, ...part, target_kind, target_id }),
    result: part.kind === 'intent' ? null : part.result,
    open: part.kind === 'intent' && open,
  }))
}

const some = <T>(values: readonly T[]) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant<T[]>([]) }, fc.subarray([...values]))
const moments = fc.constantFrom(null, '2026-11-01', '2026-11-01T02:00Z', '2026-11-02', '2026-12-01')
const filters: fc.Arbitrary<AuditFilter> = fc.record({
  person: some(['ada', 'person_b', '%', '_', "'", 'ß', 'zoë', 'nobody']),
  action: some([...actions, 'key', 'session', 'k', '%']),
  target: some([keyId, userId, 'opaque id', 'opaque']),
  result: some(auditResults),
  via: some(vias),
  workspace: some([...workspaces, 'elsewhere']),
  job: some(['job_1', 'job_2']),
  after: moments,
  before: moments,
  changes: fc.boolean(),
  words: some(['the', 'KEY', 'ü', 'Ünï', '% _', "'; drop", 'leaked', 'req_1', '\u0000', keyId]),
})

const known = ['succeeded', 'failed', 'refused', 'not_applied', 'unknown']
const low = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
const holds = (text: string | null, word: string) => low(text ?? '').includes(low(word))

/** What the filter means, said once more without SQL. */
function wanted(event: AuditEvent & { open: boolean }, filter: AuditFilter): boolean {
  const any = <T>(values: readonly T[], found: (value: T) => boolean) => values.length === 0 || values.some(found)
  const result = event.kind === 'intent' ? 'open' : known.includes(event.result ?? '') ? event.result : 'unknown'
  const texts = [
    event.summary,
    event.actor_name,
    event.action,
    event.target_id,
    event.reason,
    event.request_id,
    event.id,
  ]
  return (
    (event.kind !== 'intent' || event.open) &&
    any(filter.person, (value) => event.actor_id === value || holds(event.actor_name, value)) &&
    any(
      filter.action,
      (value) => event.action === value || (!value.includes('.') && event.action.startsWith(`${value}.`)),
    ) &&
    any(filter.target, (value) => event.target_id === value) &&
    any(filter.result, (value) => result === value) &&
    any(filter.via, (value) => event.via === value) &&
    any(filter.workspace, (value) => event.workspace_id === value) &&
    any(filter.job, (value) => event.job_id === value) &&
    (filter.after === null || event.at_ms >= (momentOf(filter.after) ?? 0)) &&
    (filter.before === null || event.at_ms < (momentOf(filter.before) ?? 0)) &&
    (!filter.changes || actionNames.some((name) => name === event.action)) &&
    filter.words.every((word) => texts.some((text) => holds(text, word)))
  )
}

const anybody: Person = { id: 'person_a', name: 'A', email: '', role: 'admin', workspaces: 'all', via: 'browser' }
const people: readonly { person: Person; sees: (event: AuditEvent) => boolean }[] = [
  { person: anybody, sees: () => true },
  { person: { ...anybody, role: 'auditor' }, sees: () => true },
  { person: { ...anybody, role: 'helpdesk' }, sees: ({ actor_id }) => actor_id === 'person_a' },
  {
    person: { ...anybody, role: 'workspace_manager', workspaces: [workspaces[0] ?? ''] },
    sees: ({ workspace_id }) => workspace_id === workspaces[0],
  },
  { person: { ...anybody, role: 'workspace_manager', workspaces: [] }, sees: () => false },
  { person: { ...anybody, role: null }, sees: () => false },
]

async function walk(database: Database, person: Person, filter: AuditFilter, limit: number): Promise<number[]> {
  const seqs: number[] = []
  let before_seq: number | undefined
  for (;;) {
    const { events, next } = await listAudit(database, person, { limit, before_seq, filter })
    expect(events.length).toBeLessThanOrEqual(limit)
    seqs.push(...events.map(({ seq }) => seq))
    if (next === null) return seqs
    before_seq = next
  }
}

eachDatabase((name, open) => {
  test('what is found is what the filter says, within the person’s sight, whole and once over all pages', async () => {
    const database = await open()
    const [parts = []] = fc.sample(fc.array(eventParts, { minLength: 300, maxLength: 300 }), { seed: 11, numRuns: 1 })
    const events = eventsOf(parts)
    await putEvents(
      database,
      events.map(({ open: begun, ...event }) => ({ ...event, params: JSON.stringify({ begun }) })),
    )
    const begun = events.filter((event) => event.open)
    await database.db
      .insertInto('open_intent')
      .values(begun.map(({ id }) => ({ intent_id: id, instance: '', since_ms: 0 })))
      .execute()
    let found = 0
    await fc.assert(
      fc.asyncProperty(
        filters,
        fc.constantFrom(...people),
        fc.integer({ min: 1, max: 60 }),
        async (filter, who, limit) => {
          const expected = events.filter((event) => who.sees(event) && wanted(event, filter)).map(({ seq }) => seq)
          found += expected.length
          expect(await walk(database, who.person, filter, limit)).toEqual(expected.toReversed())
          expect(await countAudit(database, who.person, { filter })).toEqual({ total: expected.length, more: false })
        },
      ),
      { numRuns: 150 },
    )
    expect(found).toBeGreaterThan(100)
    expect(await walk(database, anybody, wholeLog, 50)).toHaveLength(
      events.filter((event) => event.kind !== 'intent' || event.open).length,
    )
  })

  test('an action that is concluded between two pages is in one of them: the log as it was when the first was read', async () => {
    const database = await open()
    const log = createAuditLog(database, 'test')
    const intent = intentOf()
    const id = await log.intend(tester, intent)
    for (let noted = 0; noted < 4; noted += 1) await log.note(tester, intentOf())
    const query = { limit: 3, as_of_seq: 5 }
    const first = await listAudit(database, anybody, query)
    await log.conclude(tester, intent, id, { result: 'succeeded', problem: null, after: {}, upstream_request_id: null })
    const second = await listAudit(database, anybody, { ...query, before_seq: first.next ?? 0 })
    expect([...first.events, ...second.events].map(({ seq }) => seq)).toEqual([5, 4, 3, 2, 1])
    expect(second.events.at(-1)).toMatchObject({ id, kind: 'intent' })
    const later = await listAudit(database, anybody, { limit: 9, as_of_seq: 6 })
    expect(later.events.map(({ seq }) => seq)).toEqual([6, 5, 4, 3, 2])
  })

  test('in ten thousand events an object, an action and a person are found by their index', async () => {
    const database = await open()
    const many = Array.from({ length: 12_000 }, (_, at) =>
      plainEvent({
        seq: at + 1,
        actor_id: `person_${at % 400}`,
        action: at % 300 === 0 ? 'key.disable' : 'member.change_role',
        target_kind: 'api_key',
        target_id: at % 1_000 === 0 ? keyId : `apikey_${at}`.padEnd(24, 'x'),
        workspace_id: at % 500 === 0 ? (workspaces[0] ?? '') : `wrkspc_${at % 200}`,
      }),
    )
    await putEvents(database, many)
    await sql`analyze`.execute(database.db)
    const of = (filter: Partial<AuditFilter>) => ({ ...wholeLog, ...filter })
    expect(await walk(database, anybody, of({ target: [keyId] }), 5)).toHaveLength(12)
    expect(await countAudit(database, anybody, { filter: of({ action: ['key.disable'] }) })).toMatchObject({
      total: 40,
    })
    const helper: Person = { ...anybody, role: 'helpdesk', id: 'person_7' }
    expect(await countAudit(database, helper, { filter: wholeLog })).toEqual({ total: 30, more: false })
    expect(await countAudit(database, anybody, { filter: wholeLog })).toEqual({ total: countedMost, more: true })
    expect(await walk(database, anybody, wholeLog, 1_000)).toHaveLength(12_000)

    const planOf = (filter: Partial<AuditFilter>) => plan(database, name, of(filter))
    expect(await planOf({ target: [keyId] })).toContain('audit_event_target')
    expect(await planOf({ action: ['key.disable'] })).toContain('audit_event_action')
    expect(await planOf({ workspace: [workspaces[0] ?? ''] })).toContain('audit_event_workspace_id')
  })
})

/** How the database means to count, in its own words. */
async function plan(database: Database, kind: 'sqlite' | 'postgresql', filter: AuditFilter): Promise<string> {
  const query = database.db
    .selectFrom('audit_event')
    .select('seq')
    .where((eb) => matching(eb, filter, kind))
    .orderBy('seq', 'desc')
  const { sql: text, parameters } = query.compile()
  const explain = kind === 'sqlite' ? 'explain query plan' : 'explain'
  const told = await database.db.executeQuery(CompiledQuery.raw(`${explain} ${text}`, [...parameters]))
  return JSON.stringify(told.rows)
}
