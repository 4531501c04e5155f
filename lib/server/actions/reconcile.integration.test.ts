import { sql } from 'kysely'
import { afterEach, expect, test } from 'vitest'
import { replaceInvite } from '#lib/server/actions/invites.ts'
import { changeMemberRole } from '#lib/server/actions/members.ts'
import { reconcile } from '#lib/server/actions/reconcile.ts'
import { write } from '#lib/server/http/route.ts'
import type { Database } from '#lib/server/store/database.ts'
import { eachDatabase } from '#lib/server/store/test-databases.ts'
import { askAs, startTestPortal } from '#lib/server/testing/portal.ts'
import { worldOf } from '#lib/server/testing/world.ts'

type Portal = Awaited<ReturnType<typeof startTestPortal>>

let portal: Portal | null = null
afterEach(async () => {
  await portal?.close()
  portal = null
})

/** Makes the log refuse outcomes, as a full disk would between the answer and its record. */
async function refuseOutcomes({ db, kind }: Database): Promise<() => Promise<void>> {
  const run = (text: string) => sql.raw(text).execute(db)
  if (kind === 'sqlite') {
    await run(
      `create trigger no_outcome before insert on audit_event when new.kind = 'outcome'
       begin select raise(abort, 'full'); end`,
    )
    return async () => void (await run('drop trigger no_outcome'))
  }
  await run(`alter table audit_event add constraint no_outcome check (kind <> 'outcome') not valid`)
  return async () => void (await run('alter table audit_event drop constraint no_outcome'))
}

eachDatabase((_, __, place) => {
  const start = async (): Promise<Portal> => {
    portal = await startTestPortal(await place())
    await portal.runtime.mirror.refresh()
    return portal
  }
  const lastEvent = ({ runtime }: Portal) =>
    runtime.database.db.selectFrom('audit_event').selectAll().orderBy('seq', 'desc').executeTakeFirstOrThrow()
  const openIntents = ({ runtime }: Portal) => runtime.database.db.selectFrom('open_intent').selectAll().execute()
  /** A look two seconds later, with a call that may arrive `settleMs` after its process died. */
  const lookAgain = ({ runtime }: Portal, settleMs = 0) =>
    reconcile({
      ...runtime,
      inFlight: new Set(),
      onStale: () => undefined,
      settleMs,
      now: () => Date.now() + 2_000,
    })
  /** A change of a member's role that upstream made and the log could not record. */
  const unrecordedChange = async (running: Portal) => {
    const member = (await worldOf(running.door)).users.find(({ role }) => role === 'user')
    const ask = await askAs(running.runtime, 'admin')
    const mend = await refuseOutcomes(running.runtime.database)
    const change = { method: 'POST', body: { role: 'developer' } }
    const answer = await ask(write(changeMemberRole), { user_id: member?.id ?? '' }, change)
    await mend()
    return { member, answer, ask }
  }

  test('110: a change whose outcome could not be recorded is told so, stays open, and is closed with evidence', async () => {
    const running = await start()
    const { member, answer } = await unrecordedChange(running)
    expect(answer.status).toBe(503)
    expect(JSON.stringify(answer.body)).toContain('recording_delayed')
    expect(await openIntents(running)).toHaveLength(1)
    expect(await lookAgain(running)).toEqual({ closed: 1, waiting: 0 })
    expect(await openIntents(running)).toEqual([])
    const outcome = await lastEvent(running)
    expect(outcome).toMatchObject({ kind: 'outcome', result: 'succeeded', target_id: member?.id })
    expect(JSON.parse(outcome.evidence ?? 'null')).toMatchObject({ saw: { id: member?.id, role: 'developer' } })
    expect(await lookAgain(running)).toEqual({ closed: 0, waiting: 0 })
  })

  test('an intent that another living process carries out is left alone, a dead one’s is closed', async () => {
    const running = await start()
    await unrecordedChange(running)
    const { db } = running.runtime.database
    const asOf = (isAlive: boolean) =>
      reconcile({
        ...running.runtime,
        inFlight: new Set(),
        onStale: () => undefined,
        settleMs: 0,
        instance: { ...running.runtime.instance, isAlive: async () => isAlive },
      })
    await db.updateTable('open_intent').set({ instance: 'somebody-else' }).execute()
    expect(await asOf(true)).toEqual({ closed: 0, waiting: 1 })
    expect(await asOf(false)).toEqual({ closed: 1, waiting: 0 })
  })

  test('a change that did not happen is called so only after its call can no longer arrive', async () => {
    const running = await start()
    const { member } = await unrecordedChange(running)
    await running.door.post(`/users/${member?.id ?? ''}`, { role: 'user' })
    expect(await lookAgain(running, 60_000)).toEqual({ closed: 0, waiting: 1 })
    expect(await lookAgain(running, 0)).toEqual({ closed: 1, waiting: 0 })
    expect(await lastEvent(running)).toMatchObject({ result: 'not_applied' })
  })

  test('while upstream cannot be read, nothing is concluded', async () => {
    const running = await start()
    const { member } = await unrecordedChange(running)
    await running.door.fault({ match: { method: 'GET', path: `/users/${member?.id ?? ''}` }, times: 20, status: 500 })
    expect(await lookAgain(running)).toEqual({ closed: 0, waiting: 1 })
  })

  test('what was changed again since is unknown, and the evidence names the later change', async () => {
    const running = await start()
    const { member, ask } = await unrecordedChange(running)
    const again = { method: 'POST', body: { role: 'claude_code_user' } }
    expect((await ask(write(changeMemberRole), { user_id: member?.id ?? '' }, again)).status).toBe(200)
    const { id } = await lastEvent(running)
    expect(await lookAgain(running)).toEqual({ closed: 1, waiting: 0 })
    const outcome = await lastEvent(running)
    expect(outcome.result).toBe('unknown')
    expect(JSON.parse(outcome.evidence ?? 'null')).toMatchObject({ changed_since: id })
  })

  test('an invite that was revoked but not sent anew is never called unchanged', async () => {
    const running = await start()
    const invite = (await worldOf(running.door)).invites.find(({ status }) => status === 'pending')
    await running.door.fault({ match: { method: 'POST', path: '/invites' }, drop: 'before' })
    const ask = await askAs(running.runtime, 'admin')
    const answer = await ask(
      write(replaceInvite),
      { invite_id: invite?.id ?? '' },
      { method: 'POST', body: { role: 'user' } },
    )
    expect(answer.status).toBe(502)
    expect(JSON.stringify(answer.body)).toContain('was revoked, but the new one was not sent')
    expect(JSON.stringify(answer.body)).not.toContain('Nothing was changed')
    expect(await lastEvent(running)).toMatchObject({ result: 'failed' })
    expect((await worldOf(running.door)).invites.filter(({ email }) => email === invite?.email)).toEqual([])
  })
})
