import { expect, test } from 'vitest'
import { openDatabase } from '#lib/server/store/database.ts'
import type { DatabaseOptions } from '#lib/server/store/database.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { readCheckpoints } from './checkpoint.ts'
import { entriesOf } from './entries.ts'
import { createAuditLog } from './record.ts'
import { findAction } from './find.ts'
import { countAudit, listAudit } from './list.ts'
import { intentOf, runProgram, tester } from './test-chain.ts'
import { verifyLog } from './verify.ts'

/** Four writers of one process, each one event after another, the way a portal does it. */
function writeInAnotherProcess(options: DatabaseOptions, name: string, each: number) {
  const file = (relative: string) => JSON.stringify(new URL(relative, import.meta.url).href)
  const program = `
    import { connectDatabase } from ${file('../store/database.ts')}
    import { createAuditLog } from ${file('record.ts')}
    import { intentOf, tester } from ${file('test-chain.ts')}
    const database = connectDatabase(${JSON.stringify(options)})
    const log = createAuditLog(database, ${JSON.stringify(name)})
    const write = async (writer) => {
      for (let index = 0; index < ${each}; index += 1) await log.note(tester, intentOf({ request_id: \`${name}-\${writer}-\${index}\` }))
    }
    await Promise.all([0, 1, 2, 3].map(write))
    await database.close()`
  return runProgram(process.execPath, ['--conditions=react-server', '--input-type=module', '-e', program], process.env)
}

eachDatabase((name, open, place) => {
  test('123: eight writers in two processes make one unbroken chain and lose nothing', async () => {
    const options = await place()
    const { db, close } = await openDatabase(options)
    const each = name === 'postgresql' ? 200 : 50
    const ended = await Promise.all(['a', 'b'].map((process) => writeInAnotherProcess(options, process, each)))
    const sound = { code: 0, stderr: '' }
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual([sound, sound])
    const verification = await verifyLog(entriesOf(db), readCheckpoints([], []))
    expect(verification).toMatchObject({ events: 8 * each, firstBad: null })
    const written = await db.selectFrom('audit_event').select('request_id').execute()
    expect(new Set(written.map(({ request_id }) => request_id)).size).toBe(8 * each)
    await close()
  })

  test('115: what was logged is a copy, and the logger leaves its input alone', async () => {
    const database = await open()
    const log = createAuditLog(database, 'test')
    const params = { user_id: 'user_1', nested: { role: 'developer' } }
    const intent = intentOf({ params, before: { tags: ['a'] } })
    const untouched = structuredClone(intent)
    const under_way = log.note(tester, intent)
    params.nested.role = 'changed while it is written'
    await under_way
    params.nested.role = 'changed afterwards'
    const { params: stored, before } = await database.db.selectFrom('audit_event').selectAll().executeTakeFirstOrThrow()
    expect(JSON.parse(stored)).toEqual({ user_id: 'user_1', nested: { role: 'developer' } })
    expect(before).toBe('{"tags":["a"]}')
    params.nested.role = 'developer'
    expect(intent).toEqual(untouched)
  })

  test('text that a database cannot hold is stored as it was hashed', async () => {
    const database = await open()
    const log = createAuditLog(database, 'test')
    const hostile = 'nil\u0000 half\ud83d other\udc00 pair😀 line\u2028'
    const every = { summary: hostile, reason: hostile, action: hostile, target_kind: hostile, target_id: hostile }
    const intent = intentOf({ ...every, workspace_id: hostile, request_id: hostile, params: { [hostile]: hostile } })
    const person = { ...tester.person, id: hostile, name: hostile, email: '' }
    const actor = { ...tester, person, issuer: hostile, subject: hostile, address: hostile }
    const id = await log.intend(actor, { ...intent, before: hostile })
    const outcome = { result: 'failed' as const, problem: hostile, after: hostile, upstream_request_id: hostile }
    await log.conclude(actor, intent, id, { ...outcome, target_id: hostile, evidence: hostile })
    expect(await verifyLog(entriesOf(database.db), readCheckpoints([], []))).toMatchObject({
      events: 2,
      firstBad: null,
    })
    const first = await database.db.selectFrom('audit_event').selectAll().orderBy('seq').executeTakeFirstOrThrow()
    expect(first.summary).toBe('nil\ufffd half\ufffd other\ufffd pair😀 line\u2028')
    expect(JSON.parse(first.params)).toEqual({ [hostile]: hostile })
  })

  test('an intent is settled once, whoever comes first', async () => {
    const database = await open()
    const log = createAuditLog(database, 'test')
    const id = await log.intend(tester, intentOf())
    const intent = await database.db
      .selectFrom('audit_event')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const unknown = { result: 'unknown' as const, problem: 'p', after: null, upstream_request_id: null }
    const settled = await Promise.all([1, 2, 3, 4].map(() => log.settle(intent, unknown)))
    expect(settled.filter(Boolean)).toHaveLength(1)
    expect(await verifyLog(entriesOf(database.db), readCheckpoints([], []))).toMatchObject({
      events: 2,
      firstBad: null,
    })
  })

  test('who concludes what was settled meanwhile repeats nothing, and corrects what was settled wrongly', async () => {
    const database = await open()
    const log = createAuditLog(database, 'test')
    const ended = (result: 'succeeded' | 'not_applied') => ({
      result,
      problem: null,
      after: null,
      upstream_request_id: null,
    })
    const settledThenConcluded = async (result: 'succeeded' | 'not_applied') => {
      const id = await log.intend(tester, intentOf())
      const events = database.db.selectFrom('audit_event').selectAll()
      await log.settle(await events.where('id', '=', id).executeTakeFirstOrThrow(), ended(result))
      await log.conclude(tester, intentOf(), id, ended('succeeded'))
      const outcomes = await events.where('intent_id', '=', id).orderBy('seq').execute()
      return { id, outcomes }
    }
    expect((await settledThenConcluded('succeeded')).outcomes).toHaveLength(1)
    const { id, outcomes } = await settledThenConcluded('not_applied')
    expect(outcomes.map(({ result }) => result)).toEqual(['not_applied', 'succeeded'])
    expect(JSON.parse(outcomes[1]?.evidence ?? 'null')).toEqual({ corrects: outcomes[0]?.id })
    const person = { ...tester.person, role: 'admin' as const, workspaces: 'all' as const }
    expect((await findAction(database, person, id))?.result).toBe('succeeded')
    const listed = await listAudit(database, person, { limit: 10 })
    expect(listed.events.map(({ result, evidence }) => [result, evidence === null])).toEqual([
      ['succeeded', false],
      ['succeeded', true],
    ])
    expect(await countAudit(database, person, {})).toMatchObject({ total: 2 })
  })

  test('a change of another instance appended between is linked, not overwritten', async () => {
    const database = await open()
    const seen: number[] = []
    const logs = ['a', 'b'].map((instance) => createAuditLog(database, instance, Date.now, ({ seq }) => seen.push(seq)))
    for (let index = 0; index < 3; index += 1) for (const log of logs) await log.note(tester, intentOf())
    expect(seen).toEqual([1, 2, 3, 4, 5, 6])
    expect(await verifyLog(entriesOf(database.db), readCheckpoints([], []))).toMatchObject({
      events: 6,
      firstBad: null,
    })
  })
})
