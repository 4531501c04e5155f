import { sql } from 'kysely'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { PortalRole } from '#lib/schemas/person.ts'
import { createInvite } from '#lib/server/actions/invites.ts'
import { createToken } from '#lib/server/auth/tokens.ts'
import { testSiem } from '#lib/server/commands/siem.ts'
import { command, read, write } from '#lib/server/http/route.ts'
import { exportAudit, exportCheckpoints } from '#lib/server/reads/audit-export.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'
import { viewSettings } from '#lib/server/views/reads.ts'
import { readShell } from '#lib/server/views/shell.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { checkpointLines } from './checkpoint-file.ts'
import { auditVerify, pythonMissing, pythonVerify, tester } from './test-chain.ts'
import { startReceiver } from './test-receiver.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})
const noPython = await pythonMissing()

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'steward-proof-'))
  ends.push(() => rmSync(made, { recursive: true, force: true }))
  return made
}

/** The file that a route hands out to somebody of this role. */
async function download({ runtime }: Portal, definition: typeof exportAudit, role: PortalRole): Promise<Response> {
  const token = { name: `test ${role}`, role, workspaces: null, created_by: 'tests', expires_ms: null }
  const { secret } = await createToken(runtime.database.db, token, Date.now())
  const headers = { authorization: `Bearer ${secret}`, 'anthropic-version': '2026-10-21' }
  return read(definition)(new Request('http://127.0.0.1:3999/api', { headers }), { params: Promise.resolve({}) })
}

const invite = (name: string) => ({ method: 'POST', body: { email: `${name}@example.com`, role: 'user' } })

eachDatabase((name, _, place) => {
  const start = async (options: Parameters<typeof startTestPortal>[1] = {}): Promise<Portal> => {
    const portal = await startTestPortal(await place(), options)
    ends.push(portal.close)
    await portal.runtime.mirror.refresh()
    return portal
  }

  test('125: an export is verified by both verifiers, whole and tampered with alike', async () => {
    const portal = await start()
    const ask = await askAs(portal.runtime, 'admin')
    const headers = { 'x-portal-reason': encodeURIComponent('Łódź 😀\u2028 joins') }
    for (const who of ['a', 'b', 'c']) await ask(write(createInvite), {}, { ...invite(who), headers })
    await portal.runtime.anchor.now()
    const exported = await download(portal, exportAudit, 'auditor')
    expect(Object.fromEntries(exported.headers)).toMatchObject({
      'content-disposition': 'attachment; filename="steward-audit.jsonl"',
      'content-type': 'application/x-ndjson; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    })
    const log = Buffer.from(await exported.arrayBuffer())
    const lines = log.toString().trimEnd().split('\n')
    const last = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>
    expect(last).toMatchObject({ action: 'audit.export', actor_name: 'test auditor', kind: 'event', seq: lines.length })
    const checkpoints = await (await download(portal, exportCheckpoints, 'auditor')).text()

    const here = folder()
    const save = (file: string, content: string | Buffer) => {
      writeFileSync(path.join(here, file), content)
      return path.join(here, file)
    }
    const anchors = save('checkpoints.jsonl', checkpoints)
    const changed = Buffer.from(log)
    changed[log.indexOf('@example.com')] = 'A'.charCodeAt(0)
    const files = {
      whole: save('whole.jsonl', log),
      changed: save('changed.jsonl', changed),
      cut: save('cut.jsonl', `${lines.slice(0, 3).join('\n')}\n`),
    }
    const key = ['--public-key', path.join(portal.env.dataDir, 'audit-public-key.pem')]
    const verdicts = async (file: string) => {
      const ours = await auditVerify(['--file', file, '--checkpoints', anchors, ...key])
      if (noPython === null) expect((await pythonVerify([file, anchors])).code).toBe(ours.code)
      return ours
    }
    const whole = await verdicts(files.whole)
    expect(whole.stderr).toBe('')
    expect(whole.stdout).toMatch(
      /^7 events, chain whole, anchored up to 6 by the checkpoint of \S+; 1 event since is not anchored\.\n$/,
    )
    expect(await verdicts(files.changed)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('event 1 ') as string,
    })
    expect(await verdicts(files.cut)).toMatchObject({ code: 1, stderr: expect.stringContaining('cut') as string })
    expect(await auditVerify(['--file', files.cut])).toMatchObject({ code: 0 })
  })

  test('a portal on a new database can anchor from its first event on, also while it exits', async () => {
    const portal = await startTestPortal(await place())
    ends.push(portal.close)
    const { anchor, env } = portal.runtime
    await (
      await askAs(portal.runtime, 'admin')
    )(write(createInvite), {}, invite('first'))
    anchor.lastWords()
    const lines = checkpointLines(env.audit.checkpointFile)
    expect(lines.map((line) => parseCheckpoint(line)?.size)).toEqual([2])
  })

  test('112: only who may export the log gets it, and each export is recorded', async () => {
    const portal = await start()
    for (const role of ['helpdesk', 'workspace_manager'] as const)
      for (const definition of [exportAudit, exportCheckpoints])
        expect((await download(portal, definition, role)).status).toBe(403)
    await (await download(portal, exportCheckpoints, 'admin')).text()
    const events = await portal.runtime.database.db.selectFrom('audit_event').select(['action', 'summary']).execute()
    expect(events).toEqual([{ action: 'audit.export', summary: 'Export the audit checkpoints' }])
  })

  test('an export of thousands of events streams whole, without the events that come meanwhile', async () => {
    const portal = await start()
    const { audit, database } = portal.runtime
    const intent = {
      request_id: 'r',
      action: 'x',
      summary: 's',
      target_kind: null,
      target_id: null,
      workspace_id: null,
    }
    const note = () => audit.note(tester, { ...intent, params: { text: 'é'.repeat(300) }, reason: null, before: null })
    for (let count = 0; count < 1100; count += 1) await note()
    const response = await download(portal, exportAudit, 'admin')
    await note()
    const text = await response.text()
    expect(text.trimEnd().split('\n')).toHaveLength(1101)
    const { count } = await database.db
      .selectFrom('audit_event')
      .select((eb) => eb.fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    expect(Number(count)).toBe(1102)
  })

  test('120: after a rollback the portal starts, reads, and refuses every write until somebody has looked', async () => {
    const where = await place()
    const dataDir = folder()
    const env = {
      dataDir,
      audit: {
        signingKeyFile: null,
        checkpointFile: path.join(dataDir, 'c.jsonl'),
        checkpointUrl: null,
        siemStdout: false,
        siemUrl: null,
        siemToken: null,
      },
    }
    const before = await startTestPortal(where, { env })
    await before.runtime.mirror.refresh()
    await (
      await askAs(before.runtime, 'admin')
    )(write(createInvite), {}, invite('first'))
    const { database } = before.runtime
    await before.runtime.anchor.now()
    await (
      name === 'sqlite' ? sql`drop trigger audit_event_no_delete` : sql`alter table audit_event disable trigger user`
    ).execute(database.db)
    await sql`delete from audit_event where seq = 2`.execute(database.db)
    await before.close()

    const portal = await startTestPortal(where, { env })
    ends.push(portal.close)
    const ask = await askAs(portal.runtime, 'admin')
    const invites = (await worldOf(portal.door)).invites.length
    const refused = await ask(write(createInvite), {}, invite('second'))
    expect(refused).toMatchObject({ status: 503, body: { error: { details: { error_code: 'audit_log_in_doubt' } } } })
    expect((await worldOf(portal.door)).invites).toHaveLength(invites)
    expect(await ask(command(testSiem), {}, { method: 'POST', body: {} })).toMatchObject({ status: 503 })
    const settings = await ask(read(viewSettings))
    expect(settings.body['audit_log']).toMatchObject({ problem: expect.stringContaining('fewer events') as string })
    const { banners } = await readShell(tester.person)
    expect(banners).toContainEqual({
      tone: 'danger',
      text: expect.stringContaining('Steward changes nothing') as string,
    })
    const events = await portal.runtime.database.db
      .selectFrom('audit_event')
      .select(['action', 'kind', 'via'])
      .execute()
    expect(events).toContainEqual({ action: 'audit.disagreement', kind: 'denied', via: 'portal' })
    await portal.close()
    ends.pop()

    renameSync(path.join(dataDir, 'c.jsonl'), path.join(dataDir, 'looked-at.jsonl'))
    const after = await startTestPortal(where, { env })
    ends.push(after.close)
    const again = await (await askAs(after.runtime, 'admin'))(write(createInvite), {}, invite('second'))
    expect(again.status).toBe(200)
  })

  test('Send test arrives at the SIEM, is recorded, and is for admins', async () => {
    const receiver = await startReceiver()
    ends.push(receiver.close)
    const portal = await start()
    const nobody = await (await askAs(portal.runtime, 'admin'))(command(testSiem), {}, { method: 'POST', body: {} })
    expect(nobody).toMatchObject({ status: 409, body: { error: { details: { error_code: 'no_siem' } } } })
    await portal.close()
    ends.pop()

    const dataDir = folder()
    const sinks = { checkpointUrl: null, siemStdout: false, siemUrl: receiver.url, siemToken: null }
    const audit = { signingKeyFile: null, checkpointFile: path.join(dataDir, 'c.jsonl'), ...sinks }
    const told = await start({ env: { dataDir, audit } })
    const auditor = await askAs(told.runtime, 'auditor')
    expect(await auditor(command(testSiem), {}, { method: 'POST', body: {} })).toMatchObject({ status: 403 })
    const tested = await (await askAs(told.runtime, 'admin'))(command(testSiem), {}, { method: 'POST', body: {} })
    expect(tested).toMatchObject({ status: 200, body: { sinks: [{ name: 'https', lag: 0, error: null }] } })
    const id = String(tested.body['event_id'])
    expect(receiver.received.map(({ body }) => body).join('')).toContain(id)
    const settings = await auditor(read(viewSettings))
    // The auditor's refused attempt and the admin's test.
    expect(settings.body['sinks']).toMatchObject([{ to: receiver.url.host, delivered_seq: 2, lag: 0, error: null }])
    expect(settings.body['audit_log']).toMatchObject({ size: 2, problem: null, posts_to: null })
  })
})
